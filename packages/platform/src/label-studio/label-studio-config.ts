import { z } from 'zod';
import { Secret } from '../config/secret.ts';

export interface LabelStudioConfig {
  /** Where its page is. */
  url?: string | undefined;
  /** A personal access token, or a legacy one. */
  token?: Secret | undefined;
  /** Number of the project; left out: one by its title. */
  project?: number | undefined;
  /** What its webhooks must carry; left out: there is no receiver for them. */
  webhookSecret?: Secret | undefined;
}

/** What one source may say of it. */
export interface LabelStudioConfigInput {
  url?: string | undefined;
  token?: string | Secret | undefined;
  project?: number | undefined;
  webhookSecret?: string | Secret | undefined;
}

const secret = z
  .union([z.string().min(1), z.instanceof(Secret)], 'must be text that is not empty')
  .transform((value) => (typeof value === 'string' ? new Secret(value) : value));

export const labelStudioSchema: z.ZodType<LabelStudioConfig> = z
  .strictObject({
    url: z.url('must be a URL, such as http://localhost:8080'),
    token: secret,
    project: z.int('must be a whole number').min(1, 'must be at least 1'),
    webhookSecret: secret,
  })
  .partial();
