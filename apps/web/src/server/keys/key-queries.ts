import { queryOptions } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../../api/client.ts';

export type KeyList = Schemas['ApiKeyList'];
export type ApiKey = KeyList['data'][number];
export type NewKey = Schemas['NewApiKey'];
export type Scope = ApiKey['scopes'][number];

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: ({ signal }) => dataOf(api.GET('/v1/keys', { signal })),
});

export function createKey(body: Schemas['ApiKeyRequest']): Promise<NewKey> {
  return dataOf(api.POST('/v1/keys', { body }));
}

export function changeKey(id: string, body: Schemas['ApiKeyChange']): Promise<ApiKey> {
  return dataOf(api.PATCH('/v1/keys/{id}', { params: { path: { id } }, body }));
}

/** @param mayLockOut what it means was shown. */
export function revokeKey(id: string, mayLockOut: boolean): Promise<unknown> {
  const query = { allow_lockout: mayLockOut ? ('true' as const) : ('false' as const) };
  return dataOf(api.DELETE('/v1/keys/{id}', { params: { path: { id }, query } }));
}
