import { z } from 'zod';
import type { ApiKeyChange, NewApiKey } from '../../auth/api-key-store.ts';
import { scopes, type Scope } from '../../auth/authenticator.ts';
import type { KeyLimit } from '../../auth/key-limits.ts';
import { keyNameSchema } from '../../auth/key-name.ts';

/** What is left out stays as it is; `null`: the server's default. */
interface KeyLimitChangesWire {
  requests_per_minute?: KeyLimit | null | undefined;
  tokens_per_minute?: KeyLimit | null | undefined;
  concurrency?: KeyLimit | null | undefined;
}

export interface ApiKeyRequestWire {
  name: string;
  scopes: Scope[];
  expires_at?: number | null | undefined;
  limits?: KeyLimitChangesWire | undefined;
  allow_lockout?: boolean | undefined;
}

export interface ApiKeyChangeWire extends Omit<ApiKeyRequestWire, 'name' | 'scopes'> {
  name?: string | undefined;
  scopes?: Scope[] | undefined;
}

const limit = (what: string): z.ZodType<KeyLimit | null | undefined> =>
  z
    .union([z.int().min(1).max(1_000_000_000_000), z.literal('unlimited')])
    .nullable()
    .describe(what)
    .optional();

const limitsSchema: z.ZodType<KeyLimitChangesWire> = z
  .strictObject({
    requests_per_minute: limit('Requests that make an engine work.'),
    tokens_per_minute: limit('Tokens of prompts and answers together.'),
    concurrency: limit('Such requests at the same time.'),
  })
  .describe("`null`: the server's default, if it has one; `unlimited`: none, whatever the default is.");

const shape = {
  name: keyNameSchema.describe('What the key is for; each name is given once.'),
  scopes: z.array(z.enum(scopes)).min(1).describe('What the key may do.'),
  expires_at: z
    .int()
    .min(0)
    // The last second of the year 9999.
    .max(253_402_300_799)
    .nullable()
    .describe('From when on it is refused, in seconds since 1970; `null`: never.')
    .optional(),
  limits: limitsSchema.optional(),
  allow_lockout: z
    .boolean()
    .describe('Do it even if no key could administer the server over HTTP after that.')
    .optional(),
};

export const apiKeyRequestSchema: z.ZodType<ApiKeyRequestWire> = z.strictObject(shape);

export const apiKeyChangeSchema: z.ZodType<ApiKeyChangeWire> = z
  .strictObject({ ...shape, name: shape.name.optional(), scopes: shape.scopes.optional() })
  .describe('What is left out stays as it is.');

export function decodeNewApiKey({ name, scopes: granted, ...wire }: ApiKeyRequestWire): NewApiKey {
  const { expiresAt, limits } = decodeApiKeyChange(wire);
  const own = Object.entries(limits ?? {}).filter(([, value]) => value !== null);
  return { name, scopes: granted, expiresAt: expiresAt ?? undefined, limits: Object.fromEntries(own) };
}

export function decodeApiKeyChange({ name, scopes: granted, expires_at, limits }: ApiKeyChangeWire): ApiKeyChange {
  return {
    name,
    scopes: granted,
    expiresAt: typeof expires_at === 'number' ? new Date(expires_at * 1000).toISOString() : expires_at,
    limits: limits && {
      requestsPerMinute: limits.requests_per_minute,
      tokensPerMinute: limits.tokens_per_minute,
      concurrency: limits.concurrency,
    },
  };
}
