import { TuneloopError } from '@tuneloop/protocol';
import type { ScriptedReply } from '@tuneloop/runtime/scripted';
import { expect, test } from 'vitest';
import { startLab } from '../../test/lab-rig.ts';
import { clientOf, collect, shown, type Part, type Values } from '../../test/langgraph-rig.ts';
import { createTestExecutor } from '../../test/test-executor.ts';
import { calls } from '../../test/tool-loop-rig.ts';

const slow: ScriptedReply = { steps: [{ text: 'Well' }, { delayMs: 60_000 }, { text: ' then.' }] };

const say = (content: string): { messages: { type: 'human'; content: string }[] } => ({
  messages: [{ type: 'human', content }],
});

const begun = async (lab: { requests: unknown[] }): Promise<void> => {
  await expect.poll(() => lab.requests.length, { interval: 2 }).toBeGreaterThan(0);
};

test('several runs in one thread: refused, in line, in place of it, or as if it had not been', async () => {
  const lab = await startLab({ replies: [slow, 'Second.', slow, 'Fourth.'] });
  const client = clientOf(lab);
  const { thread_id: id } = await client.threads.create();
  const first = await client.runs.create(id, 'agent', { input: say('1') });
  await begun(lab);
  await expect(client.runs.create(id, 'agent', { input: say('2'), multitaskStrategy: 'reject' })).rejects.toThrow(
    '409',
  );
  const second = await client.runs.create(id, 'agent', { input: say('2'), multitaskStrategy: 'interrupt' });
  const joined = await client.runs.join(id, second.run_id);
  expect(shown(joined.messages)).toEqual(['human: 1', 'ai: Well', 'human: 2', 'ai: Second.']);
  expect(await client.runs.get(id, first.run_id)).toMatchObject({ status: 'interrupted' });

  const third = await client.runs.create(id, 'agent', { input: say('3') });
  await expect.poll(async () => (await client.runs.get(id, third.run_id)).status).toBe('running');
  const fourth = await client.runs.wait(id, 'agent', { input: say('4'), multitaskStrategy: 'rollback' });
  expect(shown((fourth as unknown as Values).messages).slice(4)).toEqual(['human: 4', 'ai: Fourth.']);
  expect((await client.runs.list(id)).map(({ status }) => status)).toEqual(['success', 'success', 'interrupted']);
  await expect(client.runs.get(id, third.run_id)).rejects.toThrow('404');
});

test('what waits in line can be cancelled, and a run be undone', async () => {
  const lab = await startLab({ replies: [slow] });
  const client = clientOf(lab);
  const { thread_id: id } = await client.threads.create();
  const first = await client.runs.create(id, 'agent', { input: say('1') });
  await begun(lab);
  const second = await client.runs.create(id, 'agent', { input: say('2') });
  expect(await client.runs.get(id, second.run_id)).toMatchObject({ status: 'pending' });
  await client.runs.cancel(id, second.run_id, true);
  expect(await client.runs.get(id, second.run_id)).toMatchObject({ status: 'interrupted' });
  await client.runs.cancel(id, first.run_id, true, 'rollback');
  expect(await client.threads.get(id)).toMatchObject({ status: 'idle', values: null });
  expect(lab.requests).toHaveLength(1);
});

test('a run ends with its client where that is asked for, and goes on otherwise', async () => {
  const lab = await startLab({ replies: [slow, { steps: [{ text: 'Still' }, { delayMs: 20 }, { text: ' here.' }] }] });
  const client = clientOf(lab);
  const { thread_id: id } = await client.threads.create();
  const leave = async (onDisconnect: 'cancel' | 'continue'): Promise<string> => {
    const leaving = new AbortController();
    let run = '';
    const onRunCreated = (created: { run_id: string }): void => void (run = created.run_id);
    const options = { input: say('?'), streamMode: 'messages-tuple', onDisconnect, onRunCreated } as const;
    for await (const { event } of client.runs.stream(id, 'agent', { ...options, signal: leaving.signal })) {
      if (event === 'messages') break;
    }
    leaving.abort();
    await client.runs.join(id, run);
    return (await client.runs.get(id, run)).status;
  };
  expect(await leave('cancel')).toBe('interrupted');
  expect(await leave('continue')).toBe('success');
  expect(await lab.history(id)).toEqual(['user: ?', 'assistant: Well', 'user: ?', 'assistant: Still here.']);
});

test('every mode tells of the same run', async () => {
  const executor = createTestExecutor({ look: { run: () => ({ status: 'success', seen: 7 }) } });
  const last: ScriptedReply = { steps: [{ reasoning: 'Hm.' }, { text: 'It is 7.' }] };
  const lab = await startLab({ tools: executor, replies: [calls(['look', { at: 'x' }, 'c']), last] });
  const client = clientOf(lab);
  const streamMode = ['values', 'updates', 'messages', 'events', 'custom', 'tools'] as const;
  const { thread_id: id } = await client.threads.create();
  const parts = await collect(
    client.runs.stream(id, 'agent', { input: say('?'), streamMode: [...streamMode] as never }),
  );
  const data = (name: string): unknown[] => parts.flatMap((part: Part) => (part.event === name ? [part.data] : []));
  expect(data('updates').map((update) => Object.keys(update as object))).toEqual([['agent'], ['tools'], ['agent']]);
  expect(data('messages')).toEqual([]);
  expect(data('messages/complete')).toMatchObject([
    [{ type: 'ai', tool_calls: [{ name: 'look', args: { at: 'x' } }] }],
    [{ type: 'tool', name: 'look', tool_call_id: 'c' }],
    [{ type: 'ai', content: 'It is 7.', additional_kwargs: { reasoning_content: 'Hm.' } }],
  ]);
  const partial = data('messages/partial') as { content: string }[][];
  expect(partial.at(-1)).toMatchObject([{ content: 'It is 7.' }]);
  expect(data('tools')).toMatchObject([
    { event: 'on_tool_start', toolCallId: 'c', name: 'look', input: { at: 'x' } },
    { event: 'on_tool_end', toolCallId: 'c', output: { seen: 7 } },
  ]);
  const events = data('events').map((event) => (event as { event: string }).event);
  expect([...new Set(events)]).toEqual([
    'on_chat_model_start',
    'on_chat_model_stream',
    'on_chat_model_end',
    'on_tool_start',
    'on_tool_end',
  ]);
  const values = data('values') as Values[];
  expect(values.map(({ messages }) => messages.length)).toEqual([1, 2, 3, 4]);
  expect(values.at(-1)).toEqual((await client.threads.getState(id)).values);
});

test('a run without a thread leaves nothing behind, unless it is to be kept', async () => {
  const lab = await startLab({ replies: ['Yes.', 'Yes.'] });
  const client = clientOf(lab);
  const config = { configurable: { system_prompt: 'Be brief.', temperature: 0, max_tokens: 5, enable_tools: false } };
  const done = (await client.runs.wait(null, 'scripted', { input: say('?'), config })) as unknown as Values;
  expect(shown(done.messages)).toEqual(['human: ?', 'ai: Yes.']);
  expect(lab.requests[0]).toMatchObject({
    prompt: { messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user' }] },
    sampling: { temperature: 0 },
    maxTokens: 5,
  });
  const keeping = { onCompletion: 'keep' } as object;
  const parts = await collect(client.runs.stream(null, 'agent', { input: say('?'), ...keeping }));
  expect(parts.at(-1)).toMatchObject({ event: 'end', data: { status: 'success' } });
  expect(await client.threads.count()).toBe(1);
});

test('a run that fails says so, in its stream, its outcome and its thread, until another succeeds', async () => {
  const failing: ScriptedReply = { steps: [{ error: new TuneloopError('UPSTREAM_FAILED', 'The line is dead.') }] };
  const lab = await startLab({ replies: [failing, failing, 'Back.'] });
  const client = clientOf(lab);
  const { thread_id: id } = await client.threads.create();
  const parts = await collect(client.runs.stream(id, 'agent', { input: say('?') }));
  expect(parts.slice(-2)).toMatchObject([
    { event: 'error', data: { error: 'UPSTREAM_FAILED' } },
    { event: 'end', data: { status: 'error' } },
  ]);
  await expect(client.runs.wait(id, 'agent', { input: null })).rejects.toThrow('UPSTREAM_FAILED');
  expect(await client.threads.get(id)).toMatchObject({ status: 'error' });
  expect(await client.threads.getState(id)).toMatchObject({
    next: ['agent'],
    tasks: [{ error: expect.any(String) as string }],
  });
  await client.runs.wait(id, 'agent', { input: null });
  expect(await client.threads.get(id)).toMatchObject({ status: 'idle', error: null });
  expect(await lab.history(id)).toEqual(['user: ?', 'assistant: Back.']);
});

test('what is not there is refused by name', async () => {
  const lab = await startLab({ replies: ['Yes.'] });
  const client = clientOf(lab);
  const { thread_id: id } = await client.threads.create();
  const refuse = async (payload: object, words: RegExp, assistant = 'agent'): Promise<void> => {
    await expect(client.runs.create(id, assistant, payload)).rejects.toThrow(words);
  };
  await refuse({}, /404.*assistant/s, 'other');
  await refuse({ interruptBefore: ['tools'] }, /interrupt_before/);
  await refuse({ interruptAfter: {} }, /interrupt_after/);
  await refuse({ afterSeconds: 5 }, /after_seconds/);
  await refuse({ webhook: 'https://hook.example' }, /webhook/);
  await refuse({ streamMode: ['debug'] }, /stream_mode/);
  await refuse({ command: { goto: 'tools' } }, /command\.goto/);
  await refuse({ config: { configurable: { temperature: 'hot' } } }, /config\.configurable\.temperature/);
  await expect(client.runs.create('none', 'agent', {})).rejects.toThrow('404');
  await expect(client.threads.create({ threadId: id })).rejects.toThrow('409');
  expect(await client.threads.create({ threadId: id, ifExists: 'do_nothing' })).toMatchObject({ thread_id: id });
  expect(lab.requests).toEqual([]);
});

test('threads are found by what is kept with them, copied and deleted', async () => {
  const lab = await startLab({ replies: ['A.', 'B.'] });
  const client = clientOf(lab);
  const one = await client.threads.create({ threadId: 'one', metadata: { topic: 'ships' } });
  await client.threads.create({ threadId: 'two' });
  await client.threads.updateState('two', { values: { messages: [{ role: 'user', content: 'Hi' }] } });
  const found = async (query: object): Promise<string[]> =>
    (await client.threads.search(query)).map(({ thread_id: id }) => id);
  expect(await found({ metadata: { graph_id: 'agent' } })).toEqual(['two', 'one']);
  expect(await found({ metadata: { topic: 'ships' } })).toEqual(['one']);
  expect(await found({ metadata: { topic: 'boats' } })).toEqual([]);
  expect(await found({ sortBy: 'thread_id', sortOrder: 'asc', limit: 1 })).toEqual(['one']);
  expect(await found({ limit: 1, offset: 1 })).toEqual(['one']);
  await client.threads.update('one', { metadata: { seen: true } });
  expect((await client.threads.get('one')).metadata).toMatchObject({ topic: 'ships', seen: true });
  await client.runs.wait('two', 'agent', { input: null });
  const { thread_id: copy } = await client.threads.copy('two');
  await client.threads.delete('two');
  await expect(client.threads.get('two')).rejects.toThrow('404');
  expect(shown((await client.threads.getState(copy)).values.messages)).toEqual(['human: Hi', 'ai: A.']);
  expect(one.values).toBeNull();
});

test('a conversation of the stateful API is a thread, and the other way round', async () => {
  const lab = await startLab({ replies: ['One.', 'Two.'] });
  const client = clientOf(lab);
  await lab.chat({ messages: [{ role: 'user', content: '1' }] });
  const run = await client.runs.wait('default', 'agent', { input: say('2') });
  expect(shown((run as unknown as Values).messages)).toEqual(['human: 1', 'ai: One.', 'human: 2', 'ai: Two.']);
  expect(await lab.history()).toEqual(['user: 1', 'assistant: One.', 'user: 2', 'assistant: Two.']);
});

test.each(['runs?limit=0', 'runs?limit=ten', 'runs?offset=-1', 'runs?limit=1&limit=2', 'history?limit=1&limit=2'])(
  'the query of %s is refused',
  async (path) => {
    const lab = await startLab();
    await clientOf(lab).threads.create({ threadId: 't' });
    expect((await lab.call('GET', `/threads/t/${path}`)).status).toBe(400);
  },
);
