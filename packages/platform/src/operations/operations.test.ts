import { expect, test } from 'vitest';
import { createTestPlatform, eventually } from '../../test/test-platform.ts';

const json = { 'content-type': 'application/json' };

test('an open server closes with its first key; it knows when a key was used; a revoked one is refused', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  const body = JSON.stringify({ name: 'laptop', scopes: ['chat', 'admin'] });
  const made = (await (await fetch(`${url}/v1/keys`, { method: 'POST', headers: json, body })).json()) as {
    id: string;
    key: string;
  };
  expect((await fetch(`${url}/v1/models`)).status).toBe(401);
  const headers = { authorization: `Bearer ${made.key}` };
  const list = await (await fetch(`${url}/v1/keys`, { headers })).json();
  expect(list).toMatchObject({ open: false, data: [{ id: made.id, current: true }] });
  expect((list as { data: { last_used_at: number }[] }).data[0]!.last_used_at).toBeGreaterThan(Date.now() / 1000 - 60);
  expect((await fetch(`${url}/v1/keys/${made.id}`, { method: 'DELETE', headers })).status).toBe(200);
  expect((await fetch(`${url}/v1/keys`)).status).toBe(200);
  expect(server.logged()).toContain('API key revoked');
  expect(server.logged()).not.toContain(made.key);
});

test('settings tell where they come from, and no secret', async () => {
  await using server = await createTestPlatform({
    env: { API_KEY: 'xylophone', TUNELOOP_DRAIN_MS: '5' },
    configuration: { mcpServers: { files: { command: 'x', env: { TOKEN: 'trombone' } } } },
  });
  const { url } = await server.platform.listen();
  const answer = await fetch(`${url}/v1/configuration`, { headers: { authorization: 'Bearer xylophone' } });
  const text = await answer.text();
  expect(text).not.toMatch(/xylophone|trombone/);
  const { file, settings } = JSON.parse(text) as { file: string; settings: { path: string }[] };
  expect(file).toMatch(/tuneloop\.config\.json$/);
  const of = (path: string) => settings.find((setting) => setting.path === path);
  expect(of('server.apiKey')).toMatchObject({
    value: null,
    secret: true,
    set: true,
    source: 'environment variable API_KEY',
  });
  expect(of('huggingFace.token')).toMatchObject({ secret: true, set: false, source: 'default' });
  expect(of('server.drainMs')).toMatchObject({ value: 2000, source: 'flag --drain-ms', flag: 'drain-ms' });
  expect(of('mcpServers')).toMatchObject({ value: { files: { command: 'x', env: { TOKEN: '[redacted]' } } } });
});

test('the log is shown and followed, and a follower does not keep the server from stopping', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  await fetch(`${url}/v1/models`, { headers: { 'x-request-id': 'mine' } });
  const find = async (): Promise<unknown[]> =>
    ((await (await fetch(`${url}/v1/logs?request_id=mine`)).json()) as { data: unknown[] }).data;
  await eventually(async () => (await find()).length > 0);
  expect(await find()).toMatchObject([{ message: 'request', request_id: 'mine', details: { path: '/v1/models' } }]);
  const stream = await fetch(`${url}/v1/logs/events?request_id=mine&after=0`);
  const startedAt = performance.now();
  const [text] = await Promise.all([stream.text(), server.platform.close({ drainMs: 5000 })]);
  expect(text).toContain('event: line');
  expect(performance.now() - startedAt).toBeLessThan(3000);
});
