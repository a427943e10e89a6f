import type { Message, ThreadState } from '@langchain/langgraph-sdk';
import { expect, test } from 'vitest';
import { startLab } from '../../test/lab-rig.ts';
import { clientOf, collect, shown, type Part, type Values } from '../../test/langgraph-rig.ts';
import { createTestExecutor, type TestExecutor } from '../../test/test-executor.ts';
import { calls } from '../../test/tool-loop-rig.ts';

const tools = (): TestExecutor =>
  createTestExecutor({
    look: { run: () => ({ status: 'success', seen: true }) },
    erase: { decision: 'ask', run: () => ({ status: 'success', erased: true }) },
  });

const say = (content: string): { messages: { type: 'human'; content: string; id?: string }[] } => ({
  messages: [{ type: 'human', content }],
});

const namesOf = (parts: readonly Part[]): string[] => parts.map(({ event }) => event);

const lastValues = (parts: readonly Part[]): Values & { __interrupt__?: { id: string; value: unknown }[] } =>
  parts.findLast(({ event }) => event === 'values')!.data as Values;

test('a conversation with tools and an approval, with a reconnect in the middle', async () => {
  const executor = tools();
  const replies = [
    calls(['look', {}, 'l1']),
    calls(['erase', { path: '/x' }, 'e1']),
    { steps: [{ text: 'Gone.' }, { delayMs: 30 }, { text: ' For good.' }] },
  ];
  const lab = await startLab({ tools: executor, replies });
  const client = clientOf(lab);
  const thread = await client.threads.create({ metadata: { who: 'ada' } });
  const streamMode = ['values', 'updates', 'messages-tuple'] as const;

  const first = await collect(
    client.runs.stream(thread.thread_id, 'agent', { input: say('Erase it'), streamMode: [...streamMode] }),
  );
  expect(first[0]).toMatchObject({ event: 'metadata', data: { thread_id: thread.thread_id } });
  expect(namesOf(first).at(-1)).toBe('end');
  expect(lastValues(first).__interrupt__).toMatchObject([
    {
      value: {
        action_request: { action: 'erase', args: { path: '/x' } },
        config: { allow_accept: true, allow_edit: true, allow_respond: true, allow_ignore: true },
        action_requests: [{ name: 'erase', args: { path: '/x' } }],
      },
    },
  ]);
  const paused = await client.threads.getState(thread.thread_id);
  expect(shown(paused.values.messages)).toEqual([
    'human: Erase it',
    'ai: look({})',
    'tool: look',
    'ai: erase({"path":"/x"})',
  ]);
  expect(paused).toMatchObject({ next: ['tools'], tasks: [{ name: 'tools', interrupts: [{ when: 'during' }] }] });
  expect(await client.threads.get(thread.thread_id)).toMatchObject({ status: 'interrupted' });

  // The client reads the beginning, loses its connection, and comes back for the rest.
  let run = '';
  let lastId = '';
  const before: Part[] = [];
  const leaving = new AbortController();
  const resumed = client.runs.stream(thread.thread_id, 'agent', {
    command: { resume: [{ type: 'accept', args: null }] },
    streamMode: [...streamMode],
    streamResumable: true,
    onDisconnect: 'continue',
    signal: leaving.signal,
    onRunCreated: ({ run_id }) => {
      run = run_id;
    },
  });
  for await (const part of resumed) {
    before.push(part);
    lastId = (part as { id?: string }).id!;
    const [message] = part.event === 'messages' ? (part.data as [Message, unknown]) : [];
    if ((message?.type as string | undefined) === 'AIMessageChunk' && message?.content !== '') break;
  }
  leaving.abort();
  const after = await collect(client.runs.joinStream(thread.thread_id, run, { lastEventId: lastId }));
  const text = [...before, ...after]
    .flatMap(({ event, data }) => (event === 'messages' ? [(data as [Message, unknown])[0]] : []))
    .filter(({ type }) => (type as string) === 'AIMessageChunk')
    .map(({ content }) => content as string);
  expect(text.join('')).toBe('Gone. For good.');
  expect(shown(lastValues(after).messages)).toEqual([
    'human: Erase it',
    'ai: look({})',
    'tool: look',
    'ai: erase({"path":"/x"})',
    'tool: erase',
    'ai: Gone. For good.',
  ]);
  expect(executor.ran).toMatchObject([{ name: 'look' }, { name: 'erase', approved: true }]);

  // What was streamed is what is kept, under the same ids.
  const state = await client.threads.getState(thread.thread_id);
  expect(state.values).toEqual(lastValues(after));
  expect(state).toMatchObject({ next: [], tasks: [] });
  const streamed = [...before, ...after].flatMap(({ event, data }) =>
    event === 'messages' ? [(data as [Message, unknown])[0].id] : [],
  );
  expect(new Set(streamed)).toEqual(new Set(state.values.messages.slice(-2).map(({ id }) => id)));
  expect(await client.runs.join(thread.thread_id, run)).toEqual(state.values);
  expect(await client.runs.get(thread.thread_id, run)).toMatchObject({ status: 'success' });
});

test('a message is edited and an answer made again, each in a branch of its own', async () => {
  const lab = await startLab({ replies: ['One.', 'Two.', 'Three.'] });
  const client = clientOf(lab);
  const { thread_id: id } = await client.threads.create();
  expect(await client.threads.getHistory(id)).toEqual([]);
  await client.runs.wait(id, 'agent', { input: { messages: [{ id: 'q', type: 'human', content: 'First?' }] } });
  const history = await client.threads.getHistory(id);
  const seen = (message: number): ThreadState<Values> =>
    history.findLast(({ values }) =>
      values.messages.some((one) => one.id === history[0]!.values.messages[message]!.id),
    )!;
  expect(history[0]!.values.messages[0]!.id).toBe('q');

  const again = await client.runs.wait(id, 'agent', { input: null, checkpoint: seen(1).parent_checkpoint! });
  expect(shown((again as unknown as Values).messages)).toEqual(['human: First?', 'ai: Two.']);

  const edited = await client.runs.wait(id, 'agent', { input: say('Other?'), checkpoint: seen(0).parent_checkpoint! });
  expect(shown((edited as unknown as Values).messages)).toEqual(['human: Other?', 'ai: Three.']);

  const all = await client.threads.getHistory(id);
  expect(all.map(({ values }) => shown(values.messages).at(-1))).toEqual([
    'ai: Three.',
    'human: Other?',
    'ai: Two.',
    'ai: One.',
    'human: First?',
    undefined,
  ]);
  const parents = all.map(({ parent_checkpoint: parent }) => parent?.checkpoint_id);
  expect(parents[2]).toBe(parents[3]);
  expect(parents[1]).toBe(all[5]!.checkpoint.checkpoint_id);
  const old = await client.threads.getState(id, all[3]!.checkpoint);
  expect(shown(old.values.messages)).toEqual(['human: First?', 'ai: One.']);
  expect(await client.threads.getState(id, all[3]!.checkpoint.checkpoint_id!)).toEqual(old);
  await expect(client.runs.wait(id, 'agent', { input: null, checkpointId: 'none' })).rejects.toThrow('no checkpoint');
});

test('a run is cancelled: what had come stays', async () => {
  const lab = await startLab({ replies: [{ steps: [{ text: 'Once upon' }, { delayMs: 60_000 }] }, 'Yes.'] });
  const client = clientOf(lab);
  const { thread_id: id } = await client.threads.create();
  let run = '';
  const stream = client.runs.stream(id, 'agent', {
    input: say('A tale'),
    streamMode: 'messages-tuple',
    onRunCreated: (created) => {
      run = created.run_id;
    },
  });
  const parts: Part[] = [];
  for await (const part of stream) {
    parts.push(part);
    if (part.event !== 'messages' || parts.filter(({ event }) => event === 'messages').length > 1) continue;
    expect(await client.threads.get(id)).toMatchObject({ status: 'busy' });
    await client.runs.cancel(id, run, true);
  }
  expect(parts.at(-1)).toMatchObject({ event: 'end', data: { status: 'interrupted' } });
  const state = await client.threads.getState(id);
  expect(shown(state.values.messages)).toEqual(['human: A tale', 'ai: Once upon']);
  expect(state).toMatchObject({ next: [], tasks: [] });
});
