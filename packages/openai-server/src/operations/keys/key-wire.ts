import { z } from 'zod';
import type { ApiKeyRecord } from '../../auth/api-key-store.ts';
import { scopes, type Scope } from '../../auth/authenticator.ts';
import type { KeyLimit } from '../../auth/key-limits.ts';

/** `null`: the server's default, if it has one. */
export interface KeyLimitsWire {
  requests_per_minute: KeyLimit | null;
  tokens_per_minute: KeyLimit | null;
  concurrency: KeyLimit | null;
}

/** Times are seconds since 1970. */
export interface ApiKeyWire {
  id: string;
  object: 'api_key';
  name: string;
  scopes: Scope[];
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
  limits: KeyLimitsWire;
  current: boolean;
}

export interface ApiKeyListWire {
  object: 'list';
  data: ApiKeyWire[];
  open: boolean;
  configured_key: boolean;
  open_without_keys: boolean;
}

export interface NewApiKeyWire extends ApiKeyWire {
  key: string;
}

export interface DeletedApiKeyWire {
  id: string;
  object: 'api_key.deleted';
  deleted: true;
}

const seconds = z.int().min(0);
const scopeList = z.array(z.enum(scopes)).min(1);

const limit = z.union([z.int().min(1), z.literal('unlimited')]).nullable();

const limitsSchema: z.ZodType<KeyLimitsWire> = z
  .strictObject({ requests_per_minute: limit, tokens_per_minute: limit, concurrency: limit })
  .describe("Those of the key's own; `null`: the server's default, if it has one.");

const keyShape = {
  id: z.string(),
  object: z.literal('api_key'),
  name: z.string(),
  scopes: scopeList,
  created_at: seconds,
  last_used_at: seconds.nullable().describe('`null`: not since the server began.'),
  expires_at: seconds.nullable().describe('From when on it is refused; `null`: never.'),
  limits: limitsSchema,
  current: z.boolean().describe('Whether this request was sent with it.'),
};

export const apiKeySchema: z.ZodType<ApiKeyWire> = z.strictObject(keyShape);

export const newApiKeySchema: z.ZodType<NewApiKeyWire> = z.strictObject({
  ...keyShape,
  key: z.string().describe('The key itself; it is shown here once.'),
});

export const apiKeyListSchema: z.ZodType<ApiKeyListWire> = z.strictObject({
  object: z.literal('list'),
  data: z.array(apiKeySchema).describe('The oldest first.'),
  open: z.boolean().describe('Whether requests need no key at present.'),
  configured_key: z
    .boolean()
    .describe('Whether the configuration has a key (`API_KEY`), which is not listed and may do everything.'),
  open_without_keys: z.boolean().describe('Whether the server is open to everybody who reaches it once it has no key.'),
});

export const deletedApiKeySchema: z.ZodType<DeletedApiKeyWire> = z.strictObject({
  id: z.string(),
  object: z.literal('api_key.deleted'),
  deleted: z.literal(true),
});

const secondsOf = (time: string): number => Math.floor(Date.parse(time) / 1000);

export function encodeApiKey(
  { id, name, scopes: granted, createdAt, expiresAt, limits }: ApiKeyRecord,
  { lastUsedAt, isCurrent }: { lastUsedAt: string | undefined; isCurrent: boolean },
): ApiKeyWire {
  return {
    id,
    object: 'api_key',
    name,
    scopes: [...granted],
    created_at: secondsOf(createdAt),
    last_used_at: lastUsedAt === undefined ? null : secondsOf(lastUsedAt),
    expires_at: expiresAt === undefined ? null : secondsOf(expiresAt),
    limits: {
      requests_per_minute: limits?.requestsPerMinute ?? null,
      tokens_per_minute: limits?.tokensPerMinute ?? null,
      concurrency: limits?.concurrency ?? null,
    },
    current: isCurrent,
  };
}
