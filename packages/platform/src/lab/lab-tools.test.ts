import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createScriptedEngine, type ScriptedReply } from '@tuneloop/runtime/scripted';
import { expect, test } from 'vitest';
import { createTestPlatform, type TestPlatform } from '../../test/test-platform.ts';

const manifest = join(import.meta.dirname, '../../package.json');

interface Rig extends AsyncDisposable {
  server: TestPlatform;
  post(path: string, body: object): Promise<Record<string, unknown>>;
  /** What the model read of the results of its calls. */
  results: unknown[];
}

/** A server whose model makes these calls, and then says that it is done. */
async function start(...calls: [name: string, args: object][]): Promise<Rig> {
  const results: unknown[] = [];
  const steps = calls.map(([name, args], index) => ({ toolCall: { name, arguments: args, id: `call_${index}` } }));
  const answer: ScriptedReply = ({ prompt }) => {
    const messages = prompt.type === 'messages' ? prompt.messages : [];
    for (const { role, content } of messages) if (role === 'tool') results.push(JSON.parse(content as string));
    return 'Done.';
  };
  const server = await createTestPlatform({ engine: createScriptedEngine({ replies: [{ steps }, answer] }) });
  const { url } = await server.platform.listen();
  return {
    server,
    results,
    post: async (path, body) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      return (await response.json()) as Record<string, unknown>;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const request = { messages: [{ role: 'user', content: 'Go on.' }], enable_tools: true };

test('a conversation reads files of the working folder, and none outside', async () => {
  await using rig = await start(
    ['read_file', { path: manifest }],
    ['read_file', { path: join(tmpdir(), 'other.txt') }],
    ['read_file', { path: '/proc/self/environ' }],
  );
  const { response, tools_used: used } = await rig.post('/chat', request);
  expect(response).toBe('Done.');
  expect(used).toHaveLength(3);
  expect(rig.results).toMatchObject([
    { status: 'success', content: expect.stringContaining('"@tuneloop/platform"') as string },
    { status: 'error' },
    { status: 'error' },
  ]);
  expect(rig.server.logged()).toContain('"tool":"read_file"');
});

test('what nobody has approved does not run, and says what to change', async () => {
  await using rig = await start(['run_code', { language: 'javascript', code: '6 * 7' }]);
  await rig.post('/chat', request);
  expect(rig.results).toMatchObject([{ status: 'error', error: expect.stringContaining('tools.run_code') as string }]);
});

test('what a human has approved runs', async () => {
  await using rig = await start(['run_code', { language: 'javascript', code: '6 * 7' }]);
  const paused = await rig.post('/chat', { ...request, approvals: 'pause' });
  expect(paused).toMatchObject({ finish_reason: 'approval_needed', pending: { calls: [{ name: 'run_code' }] } });
  const { turn_id: turn } = paused['pending'] as { turn_id: string };
  const path = `/lab/conversations/default/turns/${turn}`;
  expect(await rig.post(path, { decisions: { call_0: 'approve' } })).toMatchObject({ response: 'Done.' });
  expect(rig.results).toMatchObject([{ status: 'success', result: expect.anything() as unknown }]);
});
