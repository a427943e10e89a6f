import { request as httpRequest } from 'node:http';
import { TuneloopError } from '@tuneloop/protocol';
import { describe, expect, test, vi } from 'vitest';
import { startMcp, type HttpRig } from '../../test/http-rig.ts';
import { testExecutor, testTool } from '../../test/test-executor.ts';
import { createMcpServer } from '../server/create-mcp-server.ts';
import type { McpRouterOptions } from './router-options.ts';

const ping = testTool('ping', async () => ({ status: 'success' }));
const executor = testExecutor([ping]);
const serve = (options: Partial<McpRouterOptions> = {}): Promise<HttpRig> =>
  startMcp({ server: createMcpServer({ executor }), ...options });

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};
const listTools = { jsonrpc: '2.0', id: 2, method: 'tools/list' };

function post(rig: HttpRig, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(rig.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function openSession(rig: HttpRig, headers: Record<string, string> = {}): Promise<string> {
  const response = await post(rig, initialize, headers);
  expect(response.status).toBe(200);
  await response.text();
  return response.headers.get('mcp-session-id')!;
}

async function rpcError(response: Response): Promise<{ status: number; message: string }> {
  const { error } = (await response.json()) as { error: { message: string } };
  return { status: response.status, message: error.message };
}

describe('a session', () => {
  test('ends with DELETE, and is not found from then on', async () => {
    await using rig = await serve();
    const id = await openSession(rig);
    expect((await post(rig, listTools, { 'mcp-session-id': id })).status).toBe(200);
    expect(rig.mcp.sessions).toBe(1);
    const ended = await fetch(rig.url, { method: 'DELETE', headers: { 'mcp-session-id': id } });
    expect(ended.status).toBe(200);
    expect(rig.mcp.sessions).toBe(0);
    expect(await rpcError(await post(rig, listTools, { 'mcp-session-id': id }))).toMatchObject({ status: 404 });
  });

  test('is needed for everything but the handshake', async () => {
    await using rig = await serve();
    expect(await rpcError(await post(rig, listTools))).toEqual({
      status: 400,
      message: expect.stringContaining('initialize') as string,
    });
    expect(await rpcError(await post(rig, listTools, { 'mcp-session-id': 'made-up' }))).toMatchObject({ status: 404 });
    expect((await fetch(rig.url, { method: 'PUT' })).status).toBe(405);
    expect(rig.mcp.sessions).toBe(0);
  });

  test('that nobody uses ends by itself; an open stream keeps it', async () => {
    await using rig = await serve({ limits: { sessionIdleMs: 600 } });
    const idle = await openSession(rig);
    const held = await openSession(rig);
    const stream = await fetch(rig.url, { headers: { accept: 'text/event-stream', 'mcp-session-id': held } });
    expect(stream.status).toBe(200);
    await vi.waitFor(() => expect(rig.mcp.sessions).toBe(1), 5000);
    expect((await post(rig, listTools, { 'mcp-session-id': idle })).status).toBe(404);
    expect((await post(rig, listTools, { 'mcp-session-id': held })).status).toBe(200);
    await stream.body?.cancel();
    await vi.waitFor(() => expect(rig.mcp.sessions).toBe(0), 5000);
  });

  test('gives way to a new one when there are too many, the longest idle first; 503 when all are in use', async () => {
    await using rig = await serve({ limits: { sessions: 2 } });
    const first = await openSession(rig);
    const second = await openSession(rig);
    await (await post(rig, listTools, { 'mcp-session-id': first })).text();
    const third = await openSession(rig);
    expect((await post(rig, listTools, { 'mcp-session-id': second })).status).toBe(404);
    const streams = await Promise.all(
      [first, third].map((id) => fetch(rig.url, { headers: { accept: 'text/event-stream', 'mcp-session-id': id } })),
    );
    const refused = await post(rig, initialize);
    expect(refused.headers.get('retry-after')).toBe('10');
    expect(await rpcError(refused)).toMatchObject({ status: 503 });
    expect(rig.mcp.sessions).toBe(2);
    for (const stream of streams) await stream.body?.cancel();
  });

  test('that never shook hands leaves nothing behind', async () => {
    await using rig = await serve();
    const broken = { ...initialize, params: { protocolVersion: 7 } };
    await (await post(rig, broken)).text();
    await (await post(rig, initialize, { accept: 'text/html' })).text();
    expect(rig.mcp.sessions).toBe(0);
  });
});

test.each([
  ['2025-11-25', '2025-03-26', true],
  ['2025-11-25', undefined, true],
  ['2025-06-18', '2025-11-25', false],
])(
  'a session of %s whose client later says %s: streams begin as agreed upon at first (%s)',
  async (agreed, said, isPrimed) => {
    await using rig = await serve();
    const opening = { ...initialize, params: { ...initialize.params, protocolVersion: agreed } };
    const opened = await post(rig, opening);
    await opened.text();
    const headers = {
      'mcp-session-id': opened.headers.get('mcp-session-id')!,
      ...(said !== undefined && { 'mcp-protocol-version': said }),
    };
    const text = await (await post(rig, listTools, headers)).text();
    expect(/^id: .+\nretry: 1000\ndata: \n\n/.test(text)).toBe(isPrimed);
    const unknown = await post(rig, listTools, { ...headers, 'mcp-protocol-version': '1999-01-01' });
    expect(await rpcError(unknown)).toMatchObject({ status: 400 });
  },
);

test('a stream that broke off is resumed where it was', async () => {
  const { promise: broken, resolve: breakOff } = Promise.withResolvers<void>();
  const slow = testTool('slow', async (_args, { onProgress }) => {
    onProgress?.({ completed: 1 });
    await broken;
    onProgress?.({ completed: 2 });
    return { status: 'success', answer: 42 };
  });
  await using rig = await startMcp({ server: createMcpServer({ executor: testExecutor([slow]) }) });
  const headers = { 'mcp-session-id': await openSession(rig), 'mcp-protocol-version': '2025-06-18' };
  const call = {
    jsonrpc: '2.0',
    id: 7,
    method: 'tools/call',
    params: { name: 'slow', arguments: {}, _meta: { progressToken: 1 } },
  };
  const stream = await post(rig, call, headers);
  let text = '';
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  while (!text.includes('"progress":1')) text += (await reader.read()).value ?? '';
  const lastId = [...text.matchAll(/^id: (.+)$/gm)].at(-1)![1]!;
  await reader.cancel();
  breakOff();
  await new Promise((done) => setTimeout(done, 50));

  const resumed = await fetch(rig.url, {
    headers: { ...headers, accept: 'text/event-stream', 'last-event-id': lastId },
  });
  expect(resumed.status).toBe(200);
  const rest = resumed.body!.pipeThrough(new TextDecoderStream()).getReader();
  let missed = '';
  while (!missed.includes('"answer":42')) missed += (await rest.read()).value ?? '';
  expect(missed).toContain('"progress":2');
  expect(missed).not.toContain('"progress":1,');
  await rest.cancel();
});

test('draining lets a call end, then ends the sessions', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  const slow = testTool('slow', async () => {
    start();
    await released;
    return { status: 'success' };
  });
  await using rig = await startMcp({ server: createMcpServer({ executor: testExecutor([slow]) }) });
  const client = await rig.client();
  const call = client.callTool({ name: 'slow', arguments: {} });
  await started;
  const drained = rig.mcp.drain();
  release();
  expect((await call).structuredContent).toEqual({ status: 'success' });
  await drained;
  expect(rig.mcp.sessions).toBe(0);
});

describe('keys', () => {
  const authenticate = (token: string): { id: string } | undefined => {
    if (token === 'limited') throw new TuneloopError('FORBIDDEN', 'This API key lacks the scope "chat".');
    return ['ada', 'bob'].includes(token) ? { id: `id-of-${token}` } : undefined;
  };

  test.each([
    ['none', {}, 401],
    ['an unknown one', { authorization: 'Bearer none' }, 401],
    ['one that may not', { authorization: 'Bearer limited' }, 403],
    ['a known one', { authorization: 'Bearer ada' }, 200],
    ['a known one in x-api-key', { 'x-api-key': 'ada' }, 200],
  ] as const)('%s', async (_what, headers, status) => {
    await using rig = await serve({ authenticate });
    const response = await post(rig, initialize, headers);
    expect(response.status).toBe(status);
    expect(response.headers.has('www-authenticate')).toBe(status === 401);
    await response.text();
  });

  test('own their sessions: to another key they do not exist', async () => {
    await using rig = await serve({ authenticate });
    const id = await openSession(rig, { authorization: 'Bearer ada' });
    const asked = (key: string): Promise<Response> =>
      post(rig, listTools, { authorization: `Bearer ${key}`, 'mcp-session-id': id });
    expect((await asked('bob')).status).toBe(404);
    const others = await fetch(rig.url, {
      method: 'DELETE',
      headers: { authorization: 'Bearer bob', 'mcp-session-id': id },
    });
    expect(others.status).toBe(404);
    expect((await asked('ada')).status).toBe(200);
  });

  test.each([
    ['with sessions', {}],
    ['without', { versionNegotiation: { mode: { pin: '2026-07-28' } } }],
  ] as const)('say for whom a tool runs, %s', async (_what, era) => {
    const recorded = testExecutor([ping]);
    await using rig = await startMcp({ server: createMcpServer({ executor: recorded }), authenticate });
    const client = await rig.client({ ...era, key: 'bob' });
    await client.callTool({ name: 'ping', arguments: {} });
    expect(recorded.calls.map(({ owner }) => owner)).toEqual(['id-of-bob']);
  });
});

describe('hosts', () => {
  /** `fetch` does not let the Host header be set. */
  function statusFor(rig: HttpRig, headers: Record<string, string>): Promise<number> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        {
          port: rig.port,
          host: '127.0.0.1',
          path: '/mcp',
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      sent.on('error', reject);
      sent.end(JSON.stringify(initialize));
    });
  }

  test.each([
    [{ host: 'localhost' }, 200],
    [{ host: '127.0.0.1:9000' }, 200],
    [{ host: 'evil.example' }, 403],
    [{ host: 'evil.example:9000', origin: 'http://evil.example:9000' }, 403],
    [{ host: 'localhost', origin: 'http://evil.example' }, 403],
    [{ host: 'localhost', origin: 'null' }, 403],
    [{ host: 'localhost', origin: 'http://localhost:5173' }, 200],
    [{ host: 'mcp:9000' }, 200],
  ])('%j gets %d', async (headers, status) => {
    await using rig = await serve({ hosts: ['mcp'] });
    expect(await statusFor(rig, headers)).toBe(status);
  });
});

test.each([
  ['half of JSON', '{"jsonrpc":', {}, 400],
  ['too large', `"${'x'.repeat(2000)}"`, {}, 413],
  ['nested a million times', '['.repeat(500_000) + ']'.repeat(500_000), {}, 400],
  ['no JSON', 'hello', { 'content-type': 'text/plain' }, 415],
])('a body that is %s', async (_what, body, headers, status) => {
  await using rig = await serve({ limits: { bodyBytes: status === 413 ? 1000 : 4_000_000 } });
  expect((await rpcError(await post(rig, body, headers))).status).toBe(status);
});

test('a limit that makes no sense is refused', async () => {
  await expect(serve({ limits: { sessions: 0 } })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});
