import { z } from 'zod';
import type { ApiKeyRecord } from '../../auth/api-key-store.ts';
import { scopes, type Scope } from '../../auth/authenticator.ts';

/** Times are seconds since 1970. */
export interface ApiKeyWire {
  id: string;
  object: 'api_key';
  name: string;
  scopes: Scope[];
  created_at: number;
  last_used_at: number | null;
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

export interface ApiKeyRequestWire {
  name: string;
  scopes: Scope[];
  allow_lockout?: boolean | undefined;
}

export interface DeletedApiKeyWire {
  id: string;
  object: 'api_key.deleted';
  deleted: true;
}

const seconds = z.int().min(0);
const scopeList = z.array(z.enum(scopes)).min(1);

const keyShape = {
  id: z.string(),
  object: z.literal('api_key'),
  name: z.string(),
  scopes: scopeList,
  created_at: seconds,
  last_used_at: seconds.nullable().describe('`null`: not since the server began.'),
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

export const apiKeyRequestSchema: z.ZodType<ApiKeyRequestWire> = z.strictObject({
  name: z.string().trim().min(1).max(100).describe('What the key is for; each name is given once.'),
  scopes: scopeList.describe('What the key may do.'),
  allow_lockout: z
    .boolean()
    .describe('Make it even if no key could administer the server over HTTP after that.')
    .optional(),
});

export const deletedApiKeySchema: z.ZodType<DeletedApiKeyWire> = z.strictObject({
  id: z.string(),
  object: z.literal('api_key.deleted'),
  deleted: z.literal(true),
});

const secondsOf = (time: string): number => Math.floor(Date.parse(time) / 1000);

export function encodeApiKey(
  { id, name, scopes: granted, createdAt }: ApiKeyRecord,
  { lastUsedAt, isCurrent }: { lastUsedAt: string | undefined; isCurrent: boolean },
): ApiKeyWire {
  return {
    id,
    object: 'api_key',
    name,
    scopes: [...granted],
    created_at: secondsOf(createdAt),
    last_used_at: lastUsedAt === undefined ? null : secondsOf(lastUsedAt),
    current: isCurrent,
  };
}
