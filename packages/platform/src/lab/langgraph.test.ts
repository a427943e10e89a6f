import { join } from 'node:path';
import { Client, type Message } from '@langchain/langgraph-sdk';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { createTestPlatform } from '../../test/test-platform.ts';

interface Values {
  messages: Message[];
}

test('the whole server is a LangGraph server, with tools of its own that a human approves', async () => {
  // Its folder is not there, so that nothing is written even when it is approved.
  const path = join(import.meta.dirname, 'none/x.txt');
  const steps = [{ toolCall: { name: 'write_file', arguments: { path, lines: ['a'] }, id: 'c' } }];
  await using server = await createTestPlatform({
    engine: createScriptedEngine({ replies: [{ steps }, 'It failed.'] }),
  });
  const { url } = await server.platform.listen();
  const client = new Client<Values>({ apiUrl: url, apiKey: null });
  const { thread_id: thread } = await client.threads.create();
  const paused = await client.runs.wait(thread, 'agent', { input: { messages: 'Write it.' } });
  expect(paused).toMatchObject({ __interrupt__: [{ value: { action_request: { action: 'write_file' } } }] });
  await client.runs.wait(thread, 'agent', { command: { resume: [{ type: 'accept', args: null }] } });
  const { values } = await client.threads.getState(thread);
  expect(values.messages.map(({ type }) => type)).toEqual(['human', 'ai', 'tool', 'ai']);
  expect(values.messages[2]).toMatchObject({ name: 'write_file', status: 'error' });
});

test('a call that waits for a human still waits after a restart, and goes on where it stood', async () => {
  await using data = await temporaryFolder();
  const env = { TUNELOOP_DATA: data.path };
  const steps = [{ toolCall: { name: 'run_code', arguments: { language: 'javascript', code: '6 * 7' }, id: 'c' } }];
  let thread: string;
  {
    await using server = await createTestPlatform({ engine: createScriptedEngine({ replies: [{ steps }] }), env });
    const { url } = await server.platform.listen();
    const client = new Client<Values>({ apiUrl: url, apiKey: null });
    ({ thread_id: thread } = await client.threads.create());
    await client.runs.wait(thread, 'agent', { input: { messages: 'What is 6 times 7?' } });
  }
  await using server = await createTestPlatform({ engine: createScriptedEngine({ replies: 'It is 42.' }), env });
  const { url } = await server.platform.listen();
  const client = new Client<Values>({ apiUrl: url, apiKey: null });
  const before = await client.threads.getState(thread);
  expect(before.tasks[0]!.interrupts[0]!.value).toMatchObject({ action_request: { action: 'run_code' } });
  const states = (await client.threads.getHistory(thread)).length;
  await client.runs.wait(thread, 'agent', { command: { resume: [{ type: 'accept', args: null }] } });
  const { values } = await client.threads.getState(thread);
  expect(values.messages.map(({ type }) => type)).toEqual(['human', 'ai', 'tool', 'ai']);
  expect(values.messages[2]!.content).toContain('"result":42');
  expect(values.messages[3]!.content).toBe('It is 42.');
  expect((await client.threads.getHistory(thread)).length).toBeGreaterThan(states);
});

test('a page on a loopback name may follow a run, and finds it again', async () => {
  await using server = await createTestPlatform({ engine: createScriptedEngine({ replies: 'Yes.' }) });
  const { url } = await server.platform.listen();
  const origin = 'http://localhost:3000';
  const response = await fetch(`${url}/runs/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ assistant_id: 'agent', input: 'Hello' }),
  });
  expect(await response.text()).toContain('event: end');
  expect(response.headers.get('access-control-allow-origin')).toBe(origin);
  expect(response.headers.get('access-control-expose-headers')).toContain('content-location');
  const place = response.headers.get('location')!;
  expect(place).toMatch(/^\/threads\/[^/]+\/runs\/[^/]+\/stream$/);
  expect(await (await fetch(url + place, { headers: { 'last-event-id': '-1' } })).text()).toContain('event: values');
});
