import { expect, test } from 'vitest';
import { keysInMemory, startOperations } from '../../../test/operations-rig.ts';
import type { Scope } from '../../auth/authenticator.ts';

const record = (id: string, ...scopes: Scope[]) => ({
  id,
  name: `name of ${id}`,
  scopes,
  createdAt: '2026-01-01T00:00:00.000Z',
});
const bodyOf = async (answer: Response): Promise<unknown> => [answer.status, await answer.json()];

test('keys are listed with when they were used, and which one asks', async () => {
  const lastUsedAt = (id: string) => (id === 'key_root' ? '2026-01-01T00:01:00.500Z' : undefined);
  const keys = keysInMemory([record('key_root', 'admin'), record('key_bob', 'chat')], { lastUsedAt });
  const { call } = await startOperations({ keys });
  expect(await bodyOf(await call('GET', '/v1/keys'))).toEqual([
    200,
    {
      object: 'list',
      open: false,
      configured_key: false,
      open_without_keys: true,
      data: [
        {
          id: 'key_root',
          object: 'api_key',
          name: 'name of key_root',
          scopes: ['admin'],
          created_at: 1_767_225_600,
          last_used_at: 1_767_225_660,
          expires_at: null,
          limits: { requests_per_minute: null, tokens_per_minute: null, concurrency: null },
          current: true,
        },
        expect.objectContaining({ id: 'key_bob', last_used_at: null, current: false }),
      ],
    },
  ]);
});

test('a key is made and shown once, and revoked; both are told to the audit', async () => {
  const keys = keysInMemory([record('key_root', 'admin')]);
  const { call, audited } = await startOperations({ keys });
  const made = await call('POST', '/v1/keys', { body: { name: ' laptop ', scopes: ['chat'] } });
  expect(await bodyOf(made)).toMatchObject([200, { id: 'key_2', name: 'laptop', key: 'tl-secret', current: false }]);
  expect(await (await call('GET', '/v1/keys')).text()).not.toContain('tl-secret');
  const gone = await call('DELETE', '/v1/keys/key_2');
  expect(await bodyOf(gone)).toEqual([200, { id: 'key_2', object: 'api_key.deleted', deleted: true }]);
  expect(await bodyOf(await call('DELETE', '/v1/keys/key_2'))).toMatchObject([404, { error: { code: 'not_found' } }]);
  expect(await bodyOf(await call('DELETE', '/v1/keys/name%20of%20key_root'))).toMatchObject([404, {}]);
  expect(audited).toEqual([
    { message: 'API key created', details: { keyId: 'key_2', scopes: ['chat'], by: 'key_root' } },
    { message: 'API key revoked', details: { keyId: 'key_2', by: 'key_root' } },
  ]);
});

test('a key is given limits and an end, and both are changed', async () => {
  const keys = keysInMemory([record('key_root', 'admin')]);
  const { call, audited } = await startOperations({ keys });
  const limits = { requests_per_minute: 60, tokens_per_minute: null, concurrency: 'unlimited' };
  const body = { name: 'guest', scopes: ['chat'], expires_at: 4_102_444_800, limits };
  const made = { name: 'guest', expires_at: 4_102_444_800, limits };
  expect(await bodyOf(await call('POST', '/v1/keys', { body }))).toMatchObject([200, made]);
  expect(keys.records[1]).toMatchObject({
    expiresAt: '2100-01-01T00:00:00.000Z',
    limits: { requestsPerMinute: 60, concurrency: 'unlimited' },
  });
  const change = { scopes: ['chat', 'data'], expires_at: null, limits: { requests_per_minute: null, concurrency: 2 } };
  const changed = await call('PATCH', '/v1/keys/key_2', { body: change });
  expect(await bodyOf(changed)).toMatchObject([
    200,
    {
      name: 'guest',
      scopes: ['chat', 'data'],
      expires_at: null,
      limits: { requests_per_minute: null, tokens_per_minute: null, concurrency: 2 },
    },
  ]);
  expect(audited[1]).toEqual({
    message: 'API key changed',
    details: { keyId: 'key_2', changed: ['scopes', 'expires_at', 'limits'], by: 'key_root' },
  });
  expect((await call('PATCH', '/v1/keys/key_9', { body: {} })).status).toBe(404);
});

test('the last key that administers is narrowed only when that is meant; one that expired counts for nothing', async () => {
  const expired = { ...record('key_old', 'admin'), expiresAt: '2026-01-01T00:00:01.000Z' };
  const { call } = await startOperations({ keys: keysInMemory([record('key_root', 'admin'), expired]) });
  const body = { scopes: ['chat'] };
  expect(await bodyOf(await call('PATCH', '/v1/keys/key_root', { body }))).toMatchObject([
    409,
    { error: { code: 'conflict', param: 'allow_lockout' } },
  ]);
  const meant = { ...body, allow_lockout: true };
  expect((await call('PATCH', '/v1/keys/key_root', { body: meant })).status).toBe(200);
});

test.each([
  [{ name: '', scopes: ['chat'] }, 'name'],
  [{ name: 'x', scopes: [] }, 'scopes'],
  [{ name: 'x', scopes: ['root'] }, 'scopes[0]'],
  [{ name: 'x', scopes: ['chat'], key: 'mine' }, 'key'],
  [{ name: 'x', scopes: ['chat'], limits: { concurrency: 0 } }, 'limits.concurrency'],
  [{ name: 'x', scopes: ['chat'], expires_at: 'soon' }, 'expires_at'],
])('%j makes no key', async (body, param) => {
  const { call } = await startOperations({ keys: keysInMemory([record('key_root', 'admin')]) });
  expect(await bodyOf(await call('POST', '/v1/keys', { body }))).toMatchObject([400, { error: { param } }]);
});

test('the last key that administers goes only when that is meant', async () => {
  const keys = keysInMemory([record('key_root', 'admin'), record('key_bob', 'chat')]);
  const { call } = await startOperations({ keys });
  expect(await bodyOf(await call('DELETE', '/v1/keys/key_root'))).toMatchObject([
    409,
    { error: { code: 'conflict', param: 'allow_lockout', message: expect.stringContaining('"admin"') as string } },
  ]);
  expect(keys.records).toHaveLength(2);
  expect((await call('DELETE', '/v1/keys/key_root?allow_lockout=true')).status).toBe(200);
  expect(keys.records.map(({ id }) => id)).toEqual(['key_bob']);
});

test('the first key of an open server may administer, unless that is meant otherwise', async () => {
  const keys = keysInMemory([]);
  const { call } = await startOperations({ keys, authenticate: undefined });
  expect(await (await call('GET', '/v1/keys', { key: '' })).json()).toMatchObject({ open: true, data: [] });
  const body = { name: 'x', scopes: ['chat'] };
  expect((await call('POST', '/v1/keys', { body, key: '' })).status).toBe(409);
  expect((await call('POST', '/v1/keys', { body: { ...body, allow_lockout: true }, key: '' })).status).toBe(200);
});

test.each([
  ['with a key of the configuration nobody is locked out', { hasConfiguredKey: true, isOpenWithoutKeys: false }, 200],
  ['a local server is open again', { isOpenWithoutKeys: true }, 200],
  ['a public server would let nobody in', { isOpenWithoutKeys: false }, 409],
])('the last key of all: %s', async (_, facts, status) => {
  const { call } = await startOperations({ keys: keysInMemory([record('key_root', 'admin')], facts) });
  expect((await call('DELETE', '/v1/keys/key_root')).status).toBe(status);
});

test('only who administers sees and makes keys', async () => {
  const { call } = await startOperations({ keys: keysInMemory([record('key_root', 'admin')]) });
  const body = { name: 'x', scopes: ['admin'] };
  const statuses = async (key: string): Promise<number[]> => [
    (await call('GET', '/v1/keys', { key })).status,
    (await call('POST', '/v1/keys', { key, body })).status,
    (await call('PATCH', '/v1/keys/key_bob', { key, body })).status,
    (await call('DELETE', '/v1/keys/key_root', { key })).status,
  ];
  expect(await statuses('')).toEqual([401, 401, 401, 401]);
  expect(await statuses('bob')).toEqual([403, 403, 403, 403]);
});
