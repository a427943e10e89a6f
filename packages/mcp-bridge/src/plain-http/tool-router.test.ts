import { TuneloopError } from '@tuneloop/protocol';
import { expect, test, vi } from 'vitest';
import { listen } from '../../test/http-rig.ts';
import { testExecutor, testTool } from '../../test/test-executor.ts';
import { createToolRouter, type ToolRouterOptions } from './create-tool-router.ts';

const echo = testTool('echo', async (args) => ({ status: 'success', echoed: args }));
const fail = testTool('fail', async () => ({ status: 'error', error: 'the disk is full' }));

async function serve(options: Partial<ToolRouterOptions> = {}) {
  const executor = testExecutor([echo, fail]);
  const server = await listen('/', createToolRouter({ executor, ...options }));
  const post = (body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> =>
    fetch(`${server.url}/tool_call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(signal && { signal }),
    });
  return { ...server, executor, post };
}

test('tools are listed with what they may do', async () => {
  await using server = await serve();
  const { tools, status } = (await (await fetch(`${server.url}/tools`)).json()) as { tools: object[]; status: string };
  expect(status).toBe('success');
  expect(tools[0]).toEqual({
    name: 'echo',
    description: 'The tool echo.',
    parameters: { type: 'object' },
    effects: echo.effects,
  });
});

test.each([
  [{ name: 'echo', arguments: { a: 1 } }, 200, { status: 'success', echoed: { a: 1 } }],
  [{ name: 'echo' }, 200, { status: 'success', echoed: {} }],
  [{ name: 'fail', arguments: {} }, 200, { status: 'error', error: 'the disk is full' }],
  [{ name: 'none' }, 404, { status: 'error', error: 'There is no tool "none"; GET /tools lists them.' }],
  [{ arguments: {} }, 400, { status: 'error' }],
  [{ name: 'echo', arguments: 7 }, 400, { status: 'error' }],
  ['{"name":', 400, { status: 'error', error: 'The body is not valid JSON.' }],
])('%j is answered with %d', async (body, status, expected) => {
  await using server = await serve();
  const response = await server.post(body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject(expected);
});

test('a body over the limit gets 413', async () => {
  await using server = await serve({ bodyBytes: 50 });
  expect((await server.post({ name: 'echo', arguments: { text: 'x'.repeat(100) } })).status).toBe(413);
});

test('nobody can agree here, so a call that the policy asks for is refused', async () => {
  const executor = testExecutor([echo], () => ({ decision: 'ask', reason: 'set tools.policy.write to "allow"' }));
  await using server = await serve({ executor });
  const result = await (await server.post({ name: 'echo', arguments: {} })).json();
  expect(result).toEqual({ status: 'error', error: 'TOOL_DENIED: set tools.policy.write to "allow"' });
  expect(executor.calls).toEqual([]);
});

test('a key is needed where there are keys, and names the owner; foreign hosts are refused', async () => {
  const authenticate = (token: string): { id: string } | undefined => (token === 'k' ? { id: 'ada' } : undefined);
  await using server = await serve({ authenticate });
  expect((await server.post({ name: 'echo' })).status).toBe(401);
  expect((await fetch(`${server.url}/tools`)).status).toBe(401);
  expect((await server.post({ name: 'echo' }, { authorization: 'Bearer k' })).status).toBe(200);
  expect(server.executor.calls.map(({ owner }) => owner)).toEqual(['ada']);
  const foreign = await server.post({ name: 'echo' }, { authorization: 'Bearer k', origin: 'http://evil.example' });
  expect(foreign.status).toBe(403);
});

test('a client that goes away cancels its call', async () => {
  const reasons: unknown[] = [];
  const endless = testTool(
    'endless',
    (_args, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reasons.push(signal.reason);
          reject(signal.reason as Error);
        });
      }),
  );
  await using server = await serve({ executor: testExecutor([endless]) });
  const controller = new AbortController();
  const call = server.post({ name: 'endless' }, {}, controller.signal);
  await new Promise((done) => setTimeout(done, 50));
  controller.abort();
  await expect(call).rejects.toThrow(/abort/i);
  await vi.waitFor(() => expect(reasons).toEqual([expect.any(TuneloopError)]));
});

test('other methods are told which are allowed', async () => {
  await using server = await serve();
  const refused = await fetch(`${server.url}/tool_call`, { method: 'PUT' });
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  expect(await refused.json()).toEqual({ status: 'error', error: 'PUT is not allowed here; use POST.' });
  const options = await fetch(`${server.url}/tools`, { method: 'OPTIONS' });
  expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
});
