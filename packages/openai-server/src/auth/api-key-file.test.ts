import { mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApiKeyFile } from './api-key-file.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-keys-'));
  path = join(folder, 'deeper', 'keys.json');
});
afterEach(() => rm(folder, { recursive: true }));

test('a key is verified, and only its hash is stored, for its owner alone', async () => {
  const keys = createApiKeyFile(path);
  const { key, record } = await keys.create({ name: 'laptop', scopes: ['chat', 'chat', 'admin'] });
  expect(key).toMatch(/^tl-[\w-]{43}$/);
  expect(record).toMatchObject({ name: 'laptop', scopes: ['chat', 'admin'] });
  expect(await keys.verify(key)).toEqual(record);
  expect(await keys.verify(`${key}x`)).toBeUndefined();
  expect(await keys.verify('')).toBeUndefined();
  expect(await keys.list()).toEqual([record]);
  expect(await readFile(path, 'utf8')).not.toContain(key);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('what is changed here holds at once', async () => {
  const keys = createApiKeyFile(path);
  expect(await keys.verify('tl-x')).toBeUndefined();
  const { key, record } = await keys.create({ name: 'laptop', scopes: ['chat'] });
  expect(await keys.verify(key)).toEqual(record);
  await keys.revoke(record.id);
  expect(await keys.verify(key)).toBeUndefined();
});

test('a file that does not exist holds no keys', async () => {
  const keys = createApiKeyFile(path);
  expect(await keys.verify('tl-anything')).toBeUndefined();
  expect(await keys.list()).toEqual([]);
});

test('a key revoked by another process is refused within a second', async () => {
  const server = createApiKeyFile(path);
  const commandLine = createApiKeyFile(path);
  const { key, record } = await commandLine.create({ name: 'laptop', scopes: ['chat'] });
  expect(await server.verify(key)).toEqual(record);
  expect(await commandLine.revoke('laptop')).toEqual(record);
  await wait(300);
  expect(await server.verify(key)).toBeUndefined();
});

test('keys are revoked by id or name; an unknown one is an error', async () => {
  const keys = createApiKeyFile(path);
  const first = await keys.create({ name: 'first', scopes: ['chat'] });
  const second = await keys.create({ name: 'second', scopes: ['chat'] });
  await keys.revoke(first.record.id);
  expect(await keys.list()).toEqual([second.record]);
  await expect(keys.revoke('first')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('keys that two processes make at once are all kept', async () => {
  const [one, other] = [createApiKeyFile(path), createApiKeyFile(path)];
  const names = Array.from({ length: 10 }, (_, index) => `key ${index}`);
  await Promise.all(names.map((name, index) => (index % 2 ? one : other).create({ name, scopes: ['chat'] })));
  const stored = await createApiKeyFile(path).list();
  expect(stored.map(({ name }) => name).toSorted()).toEqual(names);
});

test.each([
  [{ name: '', scopes: ['chat'] }, /name is not valid: say what it is for\.$/],
  [{ name: 'x', scopes: [] }, /scopes/],
  [{ name: 'x', scopes: ['root'] }, /scopes is not valid: 0: .*"chat"/],
  [{ name: 'x', scopes: ['chat'], limits: { concurrency: -1 } }, /limits is not valid: concurrency: /],
])('%j makes no key', async (options, message) => {
  const keys = createApiKeyFile(path);
  await expect(keys.create(options as never)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringMatching(message) as string,
  });
  expect(await keys.list()).toEqual([]);
});

test('a key that expired is refused with its date, until it is given more time', async () => {
  const keys = createApiKeyFile(path);
  const { key, record } = await keys.create({ name: 'guest', scopes: ['chat'], expiresAt: '2100-01-01T00:00:00Z' });
  expect(await keys.verify(key)).toEqual(record);
  const stored = await readFile(path, 'utf8');
  await writeFile(path, stored.replace('2100-01-01', '2026-01-02'));
  await wait(300);
  await expect(keys.verify(key)).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
    message: expect.stringContaining('expired on 2026-01-02 00:00 UTC') as string,
  });
  expect(await keys.verify('tl-other')).toBeUndefined();
  await keys.update('guest', { expiresAt: null });
  expect(await keys.verify(key)).toMatchObject({ name: 'guest' });
  const past = { name: 'late', scopes: ['chat'] as const, expiresAt: '2026-01-02T00:00:00Z' };
  await expect(keys.create(past)).rejects.toThrow('expired already');
});

test('what a key may do is changed; what is not named stays', async () => {
  const keys = createApiKeyFile(path);
  const limits = { requestsPerMinute: 60, concurrency: 2 };
  const { key, record } = await keys.create({ name: 'guest', scopes: ['chat', 'data'], limits });
  await keys.create({ name: 'other', scopes: ['chat'] });
  const change = {
    name: 'team',
    scopes: ['chat'] as const,
    limits: { requestsPerMinute: null, tokensPerMinute: 'unlimited' } as const,
  };
  const changed = await keys.update(record.id, change);
  expect(changed).toEqual({
    ...record,
    name: 'team',
    scopes: ['chat'],
    limits: { concurrency: 2, tokensPerMinute: 'unlimited' },
  });
  expect(await keys.verify(key)).toEqual(changed);
  expect(await keys.update('team', { limits: { concurrency: null, tokensPerMinute: null } })).not.toHaveProperty(
    'limits',
  );
  await expect(keys.update('team', { name: 'other' })).rejects.toThrow('exists already');
  await expect(keys.update('team', { limits: { concurrency: 0 } })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  await expect(keys.update('nobody', {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a file of an earlier version is read as it is', async () => {
  const keys = createApiKeyFile(path);
  const { key, record } = await keys.create({ name: 'x', scopes: ['chat'] });
  const { version, keys: stored } = JSON.parse(await readFile(path, 'utf8')) as { version: number; keys: object[] };
  expect([version, Object.keys(stored[0]!)]).toEqual([1, ['id', 'name', 'hash', 'scopes', 'createdAt']]);
  expect(await createApiKeyFile(path).verify(key)).toEqual(record);
});

test('names are given once', async () => {
  const keys = createApiKeyFile(path);
  await keys.create({ name: 'x', scopes: ['chat'] });
  await expect(keys.create({ name: 'x', scopes: ['chat'] })).rejects.toThrow('exists already');
});

test.each([
  ['half a file', '{"version":1,"keys":['],
  ['another shape', '{"version":1,"keys":[{"id":"x"}]}'],
  ['an unknown version', '{"version":2,"keys":[]}'],
  ['nothing', ''],
])('a corrupt file (%s) lets nobody in and is not overwritten', async (_, content) => {
  const keys = createApiKeyFile(path);
  const { key } = await keys.create({ name: 'x', scopes: ['chat'] });
  await writeFile(path, content);
  await wait(300);
  await expect(keys.verify(key)).rejects.toMatchObject({ code: 'STORE_FAILED' });
  await expect(keys.create({ name: 'y', scopes: ['chat'] })).rejects.toMatchObject({ code: 'STORE_FAILED' });
  expect(await readFile(path, 'utf8')).toBe(content);
});

test('a lock that a dead process left behind is taken over', async () => {
  const keys = createApiKeyFile(path);
  await keys.create({ name: 'x', scopes: ['chat'] });
  await writeFile(`${path}.lock`, '');
  await utimes(`${path}.lock`, new Date(0), new Date(0));
  await keys.create({ name: 'y', scopes: ['chat'] });
  expect(await keys.list()).toHaveLength(2);
});

test('a file that cannot be read lets nobody in', async () => {
  const keys = createApiKeyFile(path);
  await mkdir(path, { recursive: true });
  await expect(keys.verify('tl-x')).rejects.toMatchObject({ code: 'STORE_FAILED' });
});
