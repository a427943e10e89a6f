import type { Client, Message } from '@langchain/langgraph-sdk';
import { expect, test } from 'vitest';
import { fourKeys, startLab, type LabRig } from '../../test/lab-rig.ts';
import { clientOf, shown, type Values } from '../../test/langgraph-rig.ts';
import { createTestExecutor, type TestExecutor } from '../../test/test-executor.ts';
import { calls } from '../../test/tool-loop-rig.ts';

const eraser = (): TestExecutor =>
  createTestExecutor({
    look: { run: () => ({ status: 'success', seen: true }) },
    erase: { decision: 'ask', run: ({ path }) => ({ status: 'success', erased: path }) },
  });

interface Paused {
  lab: LabRig;
  client: Client<Values>;
  executor: TestExecutor;
  thread: string;
  /** Decides, and waits for the run that comes of it. */
  decide(command: object): Promise<Values & { __interrupt__?: { value: { action_requests: unknown[] } }[] }>;
}

/** A thread in which two calls wait, beside one that ran. */
async function pause(...rest: string[]): Promise<Paused> {
  const executor = eraser();
  const replies = [calls(['look', {}, 'l'], ['erase', { path: '/a' }, 'a'], ['erase', { path: '/b' }, 'b']), ...rest];
  const lab = await startLab({ tools: executor, replies });
  const client = clientOf(lab);
  const { thread_id: thread } = await client.threads.create();
  const decide: Paused['decide'] = async (command) =>
    (await client.runs.wait(thread, 'agent', { command })) as unknown as Awaited<ReturnType<Paused['decide']>>;
  const first = await client.runs.wait(thread, 'agent', { input: { messages: 'Erase both' } });
  expect(first).toMatchObject({
    __interrupt__: [{ value: { action_requests: [{ name: 'erase' }, { name: 'erase' }] } }],
  });
  return { lab, client, executor, thread, decide };
}

const contentsOf = (messages: readonly Message[]): unknown[] =>
  messages.flatMap((message) => (message.type === 'tool' ? [JSON.parse(message.content as string)] : []));

test('calls are decided on one after another, each as it stands, edited or answered', async () => {
  const { executor, decide, client, thread } = await pause('Done.');
  const edit = { type: 'edit', args: { action: 'erase', args: { path: '/c' } } };
  const half = await decide({ resume: [edit] });
  expect(half.__interrupt__).toMatchObject([{ value: { action_request: { action: 'erase', args: { path: '/b' } } } }]);
  expect(executor.ran.map(({ name }) => name)).toEqual(['look']);
  const whole = await decide({ resume: [{ type: 'response', args: 'Keep that one.' }] });
  expect(whole.__interrupt__).toBeUndefined();
  expect(executor.ran.slice(1)).toMatchObject([{ name: 'erase', arguments: { path: '/c' }, approved: true }]);
  expect(contentsOf(whole.messages)).toMatchObject([
    { seen: true },
    { erased: '/c' },
    { status: 'error', error: expect.stringContaining('Keep that one.') as string },
  ]);
  expect(shown(whole.messages).slice(1, 2)).toEqual(['ai: look({}), erase({"path":"/c"}), erase({"path":"/b"})']);
  expect(await client.threads.get(thread)).toMatchObject({ status: 'idle', interrupts: {} });
});

test('all calls are decided on at once, as LangChain 1 does it', async () => {
  const { executor, decide } = await pause('Done.');
  const whole = await decide({ resume: { decisions: [{ type: 'approve' }, { type: 'reject', message: 'No.' }] } });
  expect(shown(whole.messages).at(-1)).toBe('ai: Done.');
  expect(executor.ran.map(({ arguments: args }) => args)).toEqual([{}, { path: '/a' }]);
});

test('decisions that do not fit are refused, and the turn waits on', async () => {
  const { client, thread, decide } = await pause();
  const refused = async (resume: unknown): Promise<void> => {
    await expect(client.runs.wait(thread, 'agent', { command: { resume } })).rejects.toThrow(/command\.resume/);
  };
  await refused('yes');
  await refused([{ type: 'accept' }, { type: 'accept' }, { type: 'accept' }]);
  await refused([{ type: 'edit', args: { action: 'look', args: {} } }]);
  await refused([{ type: 'edit', args: null }]);
  expect(await client.threads.get(thread)).toMatchObject({ status: 'interrupted', error: null });
  const state = await client.threads.getState(thread);
  expect(state).toMatchObject({ next: ['tools'], tasks: [{ interrupts: [{ when: 'during' }] }] });
  expect((await decide({ resume: [{ type: 'ignore' }] })).__interrupt__).toHaveLength(1);
});

test('what waits is given up by the end, or by going on without it', async () => {
  const { client, thread, decide, lab } = await pause('Hello.');
  const ended = await decide({ goto: '__end__' });
  expect(shown(ended.messages)).toEqual(['human: Erase both']);
  await expect(decide({ resume: true })).rejects.toThrow('Nothing waits');
  await client.runs.wait(thread, 'agent', { input: { messages: [{ type: 'human', content: 'Hi' }] } });
  expect(await lab.history(thread)).toEqual(['user: Erase both', 'user: Hi', 'assistant: Hello.']);
});

test('a client may answer the calls itself', async () => {
  const { client, thread, executor } = await pause('Fine.');
  const result = (id: string): object => ({ type: 'tool', tool_call_id: id, name: 'erase', content: 'Handled.' });
  const input = { messages: [result('a'), result('b'), { type: 'human', content: 'I did it' }] };
  const { messages } = (await client.runs.wait(thread, 'agent', { input })) as unknown as Values;
  expect(shown(messages)).toEqual([
    'human: Erase both',
    'ai: look({}), erase({"path":"/a"}), erase({"path":"/b"})',
    'tool: look',
    'tool: erase',
    'tool: erase',
    'human: I did it',
    'ai: Fine.',
  ]);
  expect(executor.ran).toHaveLength(1);
});

test('only who may administer is asked, and may approve', async () => {
  const executor = eraser();
  const reply = calls(['erase', { path: '/a' }, 'a']);
  const router = { authenticate: fourKeys };
  const lab = await startLab({ tools: executor, replies: [reply, 'I could not.', reply], router });
  const bob = clientOf(lab, 'bob');
  const { thread_id: thread } = await bob.threads.create();
  const done = (await bob.runs.wait(thread, 'agent', { input: { messages: 'Erase it' } })) as unknown as Values;
  expect(shown(done.messages).at(-1)).toBe('ai: I could not.');
  expect(executor.ran).toEqual([]);
  const root = clientOf(lab, 'root');
  await expect(root.threads.get(thread)).rejects.toThrow('404');
  await expect(clientOf(lab).threads.search()).rejects.toThrow('401');
  const { thread_id: own } = await root.threads.create();
  expect(await root.runs.wait(own, 'agent', { input: { messages: 'Erase it' } })).toHaveProperty('__interrupt__');
});
