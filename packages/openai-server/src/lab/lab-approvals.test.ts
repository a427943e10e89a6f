import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textOf } from '@tuneloop/protocol';
import { openStore } from '@tuneloop/store';
import { expect, onTestFinished, test } from 'vitest';
import { ask, fourKeys, readStream, startLab, type LabRig } from '../../test/lab-rig.ts';
import { createTestExecutor, type TestExecutor } from '../../test/test-executor.ts';
import { calls } from '../../test/tool-loop-rig.ts';

const eraser = (): TestExecutor =>
  createTestExecutor({
    look: { run: () => ({ status: 'success', seen: true }) },
    erase: { decision: 'ask', run: () => ({ status: 'success', erased: true }) },
  });

const replies = [calls(['look', {}, 'l1']), calls(['look', {}, 'l2'], ['erase', { path: '/x' }, 'e1']), 'Gone.'];
const request = { ...ask('Erase it'), enable_tools: true, approvals: 'pause' };

async function pause(lab: LabRig): Promise<string> {
  const answer = await lab.chat(request);
  expect(answer).toMatchObject({
    finish_reason: 'approval_needed',
    pending: { calls: [{ id: 'e1', name: 'erase', arguments: '{"path":"/x"}', reason: expect.any(String) as string }] },
    tools_used: ['look()', 'look()'],
  });
  return answer.pending!.turn_id;
}

const turnPath = (id: string): string => `/lab/conversations/default/turns/${id}`;

test('a turn that waits goes on after a restart of the server, once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-lab-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.sqlite');
  let turn: string;
  {
    using store = openStore({ path });
    await using lab = await startLab({ store, replies, tools: eraser() });
    turn = await pause(lab);
    expect(await lab.history()).toHaveLength(3);
  }
  using store = openStore({ path });
  const tools = eraser();
  await using lab = await startLab({ store, replies: ['Gone.'], tools });
  const list = await lab.call('GET', '/lab/conversations/default/turns');
  expect(await list.json()).toMatchObject({ data: [{ turn_id: turn, calls: [{ id: 'e1' }] }] });
  const decisions = { e1: 'approve' };
  const both = await Promise.all([
    lab.call('POST', turnPath(turn), { decisions }),
    lab.call('POST', turnPath(turn), { decisions }),
  ]);
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404]);
  const answer = await both.find(({ status }) => status === 200)!.json();
  expect(answer).toMatchObject({ response: 'Gone.', tools_used: ['look()', 'look()', 'erase(/x)'], pending: null });
  expect(tools.ran).toMatchObject([{ name: 'erase', approved: true }]);
  expect((await lab.history()).map((line) => line.split(':')[0])).toEqual([
    'user',
    'assistant',
    'tool',
    'assistant',
    'tool',
    'tool',
    'assistant',
  ]);
});

test('a refusal, streamed', async () => {
  const tools = eraser();
  const lab = await startLab({ replies, tools });
  const turn = await pause(lab);
  const events = await readStream(
    await lab.call('POST', turnPath(turn), { decisions: { e1: 'refuse' }, stream: true }),
  );
  expect(events.map(({ type }) => type)).toEqual(['start', 'tool_result', 'text', 'text', 'done']);
  expect(tools.ran.map(({ name }) => name)).toEqual(['look', 'look']);
});

test('a refusal may tell the model why', async () => {
  const lab = await startLab({ replies, tools: eraser() });
  const turn = await pause(lab);
  const response = await lab.call('POST', turnPath(turn), { decisions: { e1: { refuse: 'It is mine.' } } });
  expect(response.status).toBe(200);
  const { prompt } = lab.requests.at(-1)!;
  const read = prompt.type === 'messages' ? textOf(prompt.messages.at(-1)!.content) : '';
  expect(read).toContain(String.raw`A human refused this call. They say: \"It is mine.\". Do not`);
});

test('decisions that do not fit are refused, and the turn waits on', async () => {
  const lab = await startLab({ replies, tools: eraser() });
  const turn = await pause(lab);
  for (const decisions of [{}, { e1: 'maybe' }, { e1: 'approve', l2: 'approve' }]) {
    expect((await lab.call('POST', turnPath(turn), { decisions })).status).toBe(400);
  }
  expect((await lab.call('POST', turnPath('turn_none'), { decisions: { e1: 'approve' } })).status).toBe(404);
  expect((await lab.call('POST', turnPath(turn), { decisions: { e1: 'approve' } })).status).toBe(200);
});

test('a conversation that went on leaves its turn behind', async () => {
  const tools = eraser();
  const lab = await startLab({ replies: [...replies.slice(0, 2), 'Fine.'], tools });
  const turn = await pause(lab);
  await lab.chat(ask('Never mind'));
  expect((await lab.call('POST', turnPath(turn), { decisions: { e1: 'approve' } })).status).toBe(404);
  expect(tools.ran.map(({ name }) => name)).toEqual(['look', 'look']);
  const list = await lab.call('GET', '/lab/conversations/default/turns');
  expect(await list.json()).toMatchObject({ data: [] });
});

test('a turn is not to be had through another conversation', async () => {
  const tools = eraser();
  const lab = await startLab({ replies, tools });
  const turn = await pause(lab);
  await lab.call('POST', '/lab/conversations/default/fork', { id: 'fork' });
  const response = await lab.call('POST', `/lab/conversations/fork/turns/${turn}`, { decisions: { e1: 'approve' } });
  expect(response.status).toBe(404);
  expect(tools.ran.map(({ name }) => name)).toEqual(['look', 'look']);
});

test('tools that were switched off meanwhile do not run', async () => {
  const tools = eraser();
  const lab = await startLab({ replies, tools });
  const turn = await pause(lab);
  await lab.call('POST', '/command', { command: 'tools', value: 'off' });
  expect((await lab.call('POST', turnPath(turn), { decisions: { e1: 'approve' } })).status).toBe(200);
  expect(tools.ran.map(({ name }) => name)).toEqual(['look', 'look']);
});

test('approving takes a key with the scope admin', async () => {
  const tools = eraser();
  const lab = await startLab({ replies, tools, router: { authenticate: fourKeys } });
  const refused = await lab.call('POST', '/chat', request, 'bob');
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ error: { message: expect.stringContaining('approvals') as string } });
  expect((await lab.call('POST', turnPath('x'), { decisions: { e1: 'approve' } }, 'bob')).status).toBe(403);
  const { pending } = await lab.chat(request, 'ada');
  const path = turnPath(pending!.turn_id);
  expect((await lab.call('POST', path, { decisions: { e1: 'approve' } }, 'ada')).status).toBe(200);
  expect(tools.ran.at(-1)).toMatchObject({ name: 'erase', owner: 'ada' });
});

test('the tools are listed with what the policy says', async () => {
  const lab = await startLab({ tools: eraser(), router: { authenticate: fourKeys } });
  const response = await lab.call('GET', '/lab/tools', undefined, 'bob');
  const { data } = (await response.json()) as { data: object[] };
  expect(data).toMatchObject([
    { name: 'look', decision: 'allow' },
    { name: 'erase', decision: 'ask', effects: { reads: true } },
  ]);
  expect((await lab.call('GET', '/lab/tools')).status).toBe(401);
  expect(await (await (await startLab()).call('GET', '/lab/tools')).json()).toEqual({ object: 'list', data: [] });
});
