import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectMcpServers } from '@tuneloop/mcp-bridge';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTestPlatform, type TestPlatform } from '../../test/test-platform.ts';

const key = 'the-admin-key';
const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };

async function start(env: Record<string, string> = { API_KEY: key }): Promise<TestPlatform & { url: string }> {
  const server = await createTestPlatform({ env });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const { url } = await server.platform.listen();
  return { ...server, url };
}

const call = (url: string, name: string, args: object, init: RequestInit = {}): Promise<Response> =>
  fetch(`${url}/tool_call`, { method: 'POST', headers, body: JSON.stringify({ name, arguments: args }), ...init });

describe('tools by plain HTTP', { timeout: 20_000 }, () => {
  test('are listed and run; what the policy asks for is refused with the setting to change', async () => {
    const { url, logged } = await start();
    const { tools } = (await (await fetch(`${url}/tools`, { headers })).json()) as { tools: { name: string }[] };
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['read_file', 'write_file', 'run_code']));
    const read = await call(url, 'get_current_directory', {});
    expect(await read.json()).toEqual({ status: 'success', path: process.cwd() });
    const written = await call(url, 'write_file', { path: join(process.cwd(), 'never.txt'), lines: ['x'] });
    expect(await written.json()).toEqual({
      status: 'error',
      error: expect.stringContaining('policy') as string,
    });
    expect(logged()).toContain('"tool call"');
  });

  test('stay in the working folder, and out of the data of the server', async () => {
    const { url, folder } = await start();
    await writeFile(join(folder, 'outside.txt'), 'secret');
    const outside = await call(url, 'read_file', { path: join(folder, 'outside.txt') });
    expect(await outside.json()).toMatchObject({ status: 'error' });
  });

  test.each([
    ['without a key', {}, 401],
    ['with an unknown one', { authorization: 'Bearer no' }, 401],
  ])('%s nobody gets at them', async (_what, sent, status) => {
    const { url } = await start();
    for (const path of ['/tools', '/mcp', '/tool_call']) {
      const method = path === '/tools' ? 'GET' : 'POST';
      expect((await fetch(url + path, { method, headers: sent })).status).toBe(status);
    }
  });

  test('need a key with the scope "admin", also on a server that is open for chatting', async () => {
    const { url, platform } = await start({});
    expect((await fetch(`${url}/v1/models`)).status).toBe(200);
    expect((await fetch(`${url}/tools`)).status).toBe(401);
    await new Promise((done) => setTimeout(done, 300));
    const chat = await platform.keys.create({ name: 'chat', scopes: ['chat'] });
    const admin = await platform.keys.create({ name: 'ops', scopes: ['admin'] });
    const refused = await fetch(`${url}/tools`, { headers: { authorization: `Bearer ${chat.key}` } });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toEqual({
      status: 'error',
      error: expect.stringContaining('--scope admin') as string,
    });
    expect((await fetch(`${url}/tools`, { headers: { authorization: `Bearer ${admin.key}` } })).status).toBe(200);
  });

  test('foreign hosts and pages are refused', async () => {
    const { url } = await start();
    const foreign = await fetch(`${url}/tools`, { headers: { ...headers, origin: 'http://evil.example' } });
    expect(foreign.status).toBe(403);
  });
});

test('by MCP there are the tools, the model and the conversations; a server stops under an open session', async () => {
  const server = await start();
  const { conversations } = server.platform.offer;
  expect((await conversations.list({ owner: 'api-key', limit: 5 })).items).toEqual([]);
  const connections = connectMcpServers({
    ours: { url: `${server.url}/mcp`, headers: { authorization: `Bearer ${key}` } },
  });
  onTestFinished(() => connections[Symbol.asyncDispose]());
  await connections.settled;
  expect(connections.status()[0]).toMatchObject({ state: 'connected', protocolVersion: '2026-07-28' });
  const generate = connections.source.list().find(({ name }) => name === 'ours__generate')!;
  const { signal } = new AbortController();
  expect(await generate.execute({ prompt: 'Hi' }, { signal })).toMatchObject({
    status: 'success',
    data: { text: 'Hello from the script.' },
  });
  const startedAt = performance.now();
  await server.platform.close();
  expect(performance.now() - startedAt).toBeLessThan(1500);
});
