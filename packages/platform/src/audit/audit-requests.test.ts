import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createReloadRig } from '../../test/reload-rig.ts';
import { createTestPlatform, eventually, type TestPlatform } from '../../test/test-platform.ts';
import { administrativeActs } from './administrative-acts.ts';
import { createAuditLog } from './audit-log.ts';
import type { AuditRecord } from './audit-record.ts';
import { Refusals } from './refusals.ts';
import { verifyAuditLog } from './verify-audit-log.ts';

const acts = async ({ folder }: Pick<TestPlatform, 'folder'>): Promise<AuditRecord[]> =>
  (await createAuditLog({ folder: join(folder, 'audit') }).list({ limit: 100 })).records;

const send = (url: string, method: string, body?: object, key = 'root'): Promise<Response> =>
  fetch(url, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    ...(body && { body: JSON.stringify(body) }),
  });

test('who did what, from where and with what end; no secrets', async () => {
  await using server = await createTestPlatform({ env: { API_KEY: 'root' } });
  const { url } = await server.platform.listen();
  const created = await send(`${url}/v1/keys`, 'POST', { name: 'laptop', scopes: ['chat'] });
  const { id, key } = (await created.json()) as { id: string; key: string };
  await send(`${url}/models/load`, 'POST', { model: 'nowhere' });
  await send(`${url}/models/load`, 'POST', { model: 'scripted' }, key);
  await send(`${url}/v1/keys/${id}`, 'DELETE');
  // Without waiting: an act whose answer has come is in the log.
  const found = (await acts(server)).toReversed();
  expect(found.map(({ action, target, outcome, actor }) => [action, target, outcome, actor.id, actor.name])).toEqual([
    ['key.created', 'laptop', 'done', 'api-key', undefined],
    ['model.loaded', 'nowhere', 'failed', 'api-key', undefined],
    // What nobody was let in for was not read.
    ['model.loaded', undefined, 'refused', id, 'laptop'],
    ['key.revoked', id, 'done', 'api-key', undefined],
  ]);
  expect(found[0]).toMatchObject({ address: '127.0.0.1', details: { scopes: ['chat'], status: 200 } });
  expect(found[0]!.requestId).toBe(created.headers.get('x-request-id'));
  const written = await readFile(join(server.folder, 'audit', 'audit-000001.jsonl'), 'utf8');
  expect(written.includes(key) || written.includes('"root"')).toBe(false);

  const shown = (await (await send(`${url}/v1/audit?limit=1`, 'GET')).json()) as { data: object[]; has_more: boolean };
  expect(shown).toMatchObject({
    has_more: true,
    data: [{ action: 'key.revoked', target: id, request_id: expect.any(String) }],
  });
  expect((await send(`${url}/v1/audit`, 'GET', undefined, key)).status).toBe(401);
});

test('on a server without keys the user of the machine is named', async () => {
  await using server = await createTestPlatform({ connectionOwners: async () => [process.getuid?.() ?? 0] });
  const { url } = await server.platform.listen();
  await send(`${url}/models/unload`, 'POST', { model: 'scripted' });
  expect((await acts(server))[0]!.actor).toEqual({ type: 'local', user: process.getuid?.() ?? 0 });
});

test('somebody who tries keys is told of once, and requests that are no acts not at all', async () => {
  await using server = await createTestPlatform({ env: { API_KEY: 'root' } });
  const { url } = await server.platform.listen();
  await Promise.all(
    Array.from({ length: 12 }, (_, index) => send(`${url}/v1/models`, 'GET', undefined, `guess-${index}`)),
  );
  await send(`${url}/v1/chat/completions`, 'POST', { messages: [{ role: 'user', content: 'Hi' }] });
  await eventually(async () => (await acts(server)).length === 1);
  await server.platform.close();
  expect(await acts(server)).toMatchObject([{ action: 'login.refused', address: '127.0.0.1', details: { count: 5 } }]);
});

test('reloads, and keys that are made at the machine, are acts too', async () => {
  await using server = await createReloadRig({ env: { API_KEY: 'root' } });
  await server.change({ server: { loadWaitMs: 5 } });
  await server.platform.keys.create({ name: 'cli', scopes: ['chat'] });
  await server.platform.close();
  const found = await acts(server);
  expect(found.map(({ action, actor }) => `${action} by ${actor.type}`).toSorted()).toEqual([
    'configuration.reloaded by system',
    'key.created by local',
  ]);
  expect((await verifyAuditLog(join(server.folder, 'audit'))).problem).toBeUndefined();
});

test('reloading over HTTP tells what changed, and every mistake', async () => {
  await using server = await createReloadRig({ env: { API_KEY: 'root' } });
  const reload = (): Promise<Response> => send(`${server.url}/v1/configuration/reload`, 'POST');
  await server.change({ server: { loadWaitMs: 5 } });
  expect(await (await reload()).json()).toEqual({
    object: 'configuration.reload',
    outcome: 'unchanged',
    changes: [],
    needs_restart: [],
  });
  await server.change({ server: { loadWaitMs: -5 } });
  const refused = await reload();
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('must be at least 0')]);
});

/** What changes something, but is the everyday work of people and clients, or their own. */
const everyday = [
  /^POST \/(v1\/)?(chat|completions?|embeddings|responses|messages|rerank|reranking|infill|comparisons)(\/|$)/,
  /^POST \/(tokenize|detokenize|apply-template|api\/(show|chat|generate|embed|embeddings)|tool_call|mcp)$/,
  /^DELETE \/(mcp|v1\/responses\/\{id\})$/,
  /^\w+ \/(threads|runs|assistants|lab\/conversations)(\/|$)/,
  /^POST \/v1\/(interactions\/\{id\}\/ratings|exports\/preview|files|training\/plan)$/,
  /^POST \/v1\/(jobs|fine_tuning\/jobs|training\/runs)\/.*\{id\}\/(resume|retry|pause)$/,
];

test('every operation is an administrative act, or everyday work', async () => {
  await using server = await createReloadRig();
  const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as { paths: Record<string, object> };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const changing = operations.filter((name) => /^(POST|PUT|PATCH|DELETE) /.test(name));
  const declared = new Set(administrativeActs.map(({ method, path }) => `${method} ${path}`));
  expect(changing.filter((name) => !declared.has(name) && !everyday.some((kind) => kind.test(name)))).toEqual([]);
  const undescribed = new Set(['POST /api/pull']);
  expect([...declared].filter((name) => !changing.includes(name) && !undescribed.has(name))).toEqual([]);
});

test('refusals are told once a minute', () => {
  let now = 0;
  const refusals = new Refusals(3, () => now);
  expect([1, 2, 3, 4].map(() => refusals.count('a'))).toEqual([undefined, undefined, 3, undefined]);
  expect(refusals.count('b')).toBeUndefined();
  now = 60_000;
  expect([1, 2, 3].map(() => refusals.count('a'))).toEqual([undefined, undefined, 3]);
});
