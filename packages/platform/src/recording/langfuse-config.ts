import type { LangfuseConnection } from '@tuneloop/rlhf/langfuse';
import { z } from 'zod';
import { Secret } from '../config/secret.ts';

export interface LangfuseConfig {
  /** Where its page is; nothing is sent without it. */
  url?: string | undefined;
  publicKey?: string | undefined;
  secretKey?: Secret | undefined;
  /** Both keys in one: `public:secret`. */
  apiKey?: Secret | undefined;
  /** What traces and scores are marked with. */
  environment?: string | undefined;
}

/** What one source may say of it. */
export interface LangfuseConfigInput {
  url?: string | undefined;
  publicKey?: string | undefined;
  secretKey?: string | Secret | undefined;
  apiKey?: string | Secret | undefined;
  environment?: string | undefined;
}

const secret = z
  .union([z.string().min(1), z.instanceof(Secret)], 'must be text that is not empty')
  .transform((value) => (typeof value === 'string' ? new Secret(value) : value));

export const langfuseSchema: z.ZodType<LangfuseConfig> = z
  .strictObject({
    url: z.url({ protocol: /^https?$/, error: 'must be a URL, such as http://localhost:3000' }),
    publicKey: z.string().min(1, 'must not be empty'),
    secretKey: secret,
    apiKey: secret.refine((value) => /^[^:]+:.+$/.test(value.reveal()), 'must be both keys: public:secret'),
    environment: z
      .string()
      .regex(
        /^(?!langfuse)[a-z0-9_-]{1,40}$/,
        'must be lower case letters, digits, "-" and "_", not beginning with "langfuse"',
      ),
  })
  .partial();

/** How the project is reached, or the names of what is missing for that. */
export function langfuseConnection(config: LangfuseConfig): LangfuseConnection | { missing: string[] } {
  const { url } = config;
  const [publicKey, ...rest] = config.apiKey?.reveal().split(':') ?? [];
  const keys = {
    publicKey: config.publicKey ?? publicKey,
    secretKey: config.secretKey?.reveal() ?? (rest.length > 0 ? rest.join(':') : undefined),
  };
  if (url !== undefined && keys.publicKey !== undefined && keys.secretKey !== undefined) {
    return { url, publicKey: keys.publicKey, secretKey: keys.secretKey };
  }
  const missing = [
    ...(url === undefined ? ['LANGFUSE_BASE_URL'] : []),
    ...(keys.publicKey === undefined ? ['LANGFUSE_PUBLIC_KEY'] : []),
    ...(keys.secretKey === undefined ? ['LANGFUSE_SECRET_KEY'] : []),
  ];
  return { missing };
}
