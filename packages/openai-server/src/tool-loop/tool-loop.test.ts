import { describe, expect, test, vi } from 'vitest';
import { createTestExecutor } from '../../test/test-executor.ts';
import {
  adder,
  calls,
  endOf,
  ofType,
  request,
  resultsRead,
  run,
  scripted,
  textOf,
  question,
} from '../../test/tool-loop-rig.ts';
import type { ToolLoopOptions } from './options.ts';
import { runToolLoop } from './run-tool-loop.ts';

describe('a turn', () => {
  test('without calls is one generation', async () => {
    const rig = await scripted('Nothing.');
    const events = await run(rig.model, { executor: adder() });
    expect(textOf(events)).toBe('Nothing.');
    expect(endOf(events)).toMatchObject({
      reason: 'answer',
      finishReason: 'stop',
      limitReached: false,
      messages: [{ role: 'assistant', content: 'Nothing.' }],
    });
    expect(rig.requests[0]?.tools?.map(({ name }) => name)).toEqual(['add', 'fail', 'crash', 'erase']);
  });

  test('runs calls and hands their results to the model', async () => {
    const rig = await scripted(calls(['add', { a: 2, b: 3 }, 'call_1']), 'It is 5.');
    const executor = adder();
    const events = await run(rig.model, { executor }, { owner: 'ada' });
    expect(executor.ran).toEqual([{ name: 'add', arguments: { a: 2, b: 3 }, owner: 'ada', approved: false }]);
    expect(ofType(events, 'tool-result')).toMatchObject([
      { id: 'call_1', name: 'add', arguments: '{"a":2,"b":3}', result: { status: 'success', sum: 5 } },
    ]);
    const end = endOf(events);
    expect(end.messages).toEqual([
      { role: 'assistant', content: '', toolCalls: [{ id: 'call_1', name: 'add', arguments: '{"a":2,"b":3}' }] },
      { role: 'tool', toolCallId: 'call_1', content: '{"status":"success","sum":5}' },
      { role: 'assistant', content: 'It is 5.' },
    ]);
    expect(ofType(events, 'tool-exchange-end')).toEqual([
      { type: 'tool-exchange-end', messages: end.messages.slice(0, 2) },
    ]);
    expect(rig.requests[1]?.prompt).toEqual({ type: 'messages', messages: [question, ...end.messages.slice(0, 2)] });
    const ends = ofType(events, 'generation-end');
    expect(end.usage.completionTokens).toBe(ends[0]!.usage.completionTokens + ends[1]!.usage.completionTokens);
    expect(end.usage.promptTokens).toBe(ends[0]!.usage.promptTokens + ends[1]!.usage.promptTokens);
  });

  test('streams through: text arrives while the model is still at it', async () => {
    const rig = await scripted({ steps: [{ text: 'One' }, { delayMs: 60_000 }, { text: 'Two' }] });
    const controller = new AbortController();
    const reading = runToolLoop(rig.model, request, { executor: adder(), signal: controller.signal });
    for await (const event of reading) if (event.type === 'text-delta') break;
    expect(await rig.model.status()).toMatchObject({ activeRequests: 0 });
  });

  test('a demanded call is demanded once', async () => {
    const rig = await scripted(calls(['add', { a: 1, b: 1 }]), 'Two.');
    await run(rig.model, { executor: adder() }, { toolChoice: { name: 'add' } });
    expect(rig.requests.map(({ toolChoice }) => toolChoice)).toEqual([{ name: 'add' }, 'auto']);
  });

  test('ids that a model repeats are told apart', async () => {
    const rig = await scripted(calls(['add', { a: 1, b: 1 }, 'x'], ['add', { a: 2, b: 2 }, 'x']), 'Done.');
    const events = await run(rig.model, { executor: adder() });
    const started = ofType(events, 'tool-call-start').map(({ id }) => id);
    expect(new Set(started).size).toBe(2);
    expect(ofType(events, 'tool-result').map(({ id }) => id)).toEqual(started);
    expect(resultsRead(rig)).toMatchObject([{ sum: 2 }, { sum: 4 }]);
  });

  test('the conversation is fitted before each generation', async () => {
    const rig = await scripted(calls(['add', { a: 1, b: 1 }]), 'Two.');
    const seen: number[] = [];
    const fit: ToolLoopOptions['fit'] = async (messages) => {
      seen.push(messages.length);
      return messages.slice(-1);
    };
    await run(rig.model, { executor: adder(), fit });
    expect(seen).toEqual([1, 3]);
    expect(rig.requests.map(({ prompt }) => prompt.type === 'messages' && prompt.messages.length)).toEqual([1, 1]);
  });
});

describe('several calls of one answer', () => {
  test('run at the same time; their results come in the order of the calls', async () => {
    const gate = Promise.withResolvers<void>();
    let running = 0;
    const executor = createTestExecutor({
      meet: {
        // None can end before all have begun.
        run: async ({ place }) => {
          running += 1;
          if (running === 3) gate.resolve();
          await gate.promise;
          return { status: 'success', place };
        },
      },
    });
    const rig = await scripted(calls(['meet', { place: 0 }], ['meet', { place: 1 }], ['meet', { place: 2 }]), 'Met.');
    const events = await run(rig.model, { executor });
    const inOrder = [{ place: 0 }, { place: 1 }, { place: 2 }];
    expect(ofType(events, 'tool-result').map(({ result }) => result)).toMatchObject(inOrder);
    expect(resultsRead(rig)).toMatchObject(inOrder);
  });

  test('a slow first one does not reorder', async () => {
    const first = Promise.withResolvers<void>();
    const executor = createTestExecutor({
      slow: { run: async () => first.promise.then(() => ({ status: 'success', name: 'slow' })) },
      fast: {
        run: () => {
          setTimeout(() => first.resolve(), 5);
          return { status: 'success', name: 'fast' };
        },
      },
    });
    const rig = await scripted(calls(['slow', {}], ['fast', {}]), 'Done.');
    await run(rig.model, { executor });
    expect(resultsRead(rig)).toMatchObject([{ name: 'slow' }, { name: 'fast' }]);
  });

  test('no more than eight at a time', async () => {
    let running = 0;
    let most = 0;
    const executor = createTestExecutor({
      work: {
        run: async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => {
            setTimeout(resolve, 1);
          });
          running -= 1;
          return { status: 'success' };
        },
      },
    });
    const rig = await scripted(calls(...Array.from({ length: 30 }, (): [string, object] => ['work', {}])), 'Done.');
    const events = await run(rig.model, { executor });
    expect(ofType(events, 'tool-result')).toHaveLength(30);
    expect(most).toBe(8);
  });
});

describe('what goes wrong with a tool is told to the model, and the turn goes on', () => {
  test.each([
    ['a tool that fails', calls(['fail', {}]), 'The disk is on fire.'],
    ['an executor that throws, without its inner words', calls(['crash', {}]), 'The tool "crash" failed.'],
    ['an unknown tool', calls(['fly', {}]), 'There is no tool "fly".'],
    ['arguments that the schema refuses', calls(['add', { a: 1 }]), 'Invalid arguments: b.'],
    [
      'arguments that are no JSON',
      calls(['add', '{"a": 1,']),
      /^The arguments are not valid JSON; .*Invalid arguments/,
    ],
    ['arguments that are no object', calls(['add', '[1, 2]']), 'Invalid arguments: a.'],
    ['a call that needs approval, which nobody can give', calls(['erase', {}]), /^TOOL_DENIED: erase needs approval/],
  ])('%s', async (_, reply, error) => {
    const rig = await scripted(reply, 'I see.');
    const executor = adder();
    const events = await run(rig.model, { executor });
    expect(textOf(events)).toBe('I see.');
    const read = resultsRead(rig)[0] as { status: string; error: string };
    expect(read.status).toBe('error');
    expect(read.error).toMatch(error);
  });

  test('nothing at all means no arguments', async () => {
    const rig = await scripted(calls(['fail', '']), 'I see.');
    const executor = adder();
    await run(rig.model, { executor });
    expect(executor.ran).toMatchObject([{ name: 'fail', arguments: {} }]);
  });

  test('one failure among several leaves the others', async () => {
    const rig = await scripted(calls(['add', { a: 1, b: 1 }], ['crash', {}], ['add', { a: 2, b: 2 }]), 'Done.');
    await run(rig.model, { executor: adder() });
    expect(resultsRead(rig)).toMatchObject([{ sum: 2 }, { status: 'error' }, { sum: 4 }]);
  });

  test('what the engine throws fails the turn', async () => {
    const rig = await scripted(calls(['add', { a: 1, b: 1 }]), { steps: [{ error: new Error('engine down') }] });
    await expect(run(rig.model, { executor: adder() })).rejects.toThrow('engine down');
  });
});

describe('the limit', () => {
  test('the last answer has no tools, and says so', async () => {
    const rig = await scripted(calls(['add', { a: 1, b: 1 }]), calls(['add', { a: 2, b: 2 }]), 'Four.');
    const events = await run(rig.model, { executor: adder(), maxIterations: 2 });
    expect(rig.requests.map(({ tools }) => tools?.length)).toEqual([4, 4, undefined]);
    expect(ofType(events, 'limit-reached')).toEqual([{ type: 'limit-reached', iterations: 2 }]);
    const notice = '[The limit of 2 tool iterations was reached: no further tools were used for this answer.]';
    expect(textOf(events)).toBe(`Four.\n\n${notice}`);
    expect(endOf(events)).toMatchObject({ reason: 'answer', limitReached: true, finishReason: 'stop' });
    expect(endOf(events).messages.at(-1)).toEqual({ role: 'assistant', content: `Four.\n\n${notice}` });
    expect(events.findLastIndex(({ type }) => type === 'text-delta')).toBe(events.length - 3);
  });

  test('is five where nothing else is said; a model that never stops calling is not run further', async () => {
    const rig = await scripted(calls(['add', { a: 1, b: 1 }]));
    const executor = adder();
    const events = await run(rig.model, { executor });
    expect(executor.ran).toHaveLength(5);
    expect(rig.requests).toHaveLength(6);
    expect(ofType(events, 'tool-call-start')).toHaveLength(5);
    expect(ofType(events, 'generation-end').at(-1)).toMatchObject({ finishReason: 'stop' });
    expect(endOf(events).messages.at(-1)).toMatchObject({
      role: 'assistant',
      content: expect.stringMatching(/^\[The limit of 5/),
    });
  });

  test('leaves JSON alone', async () => {
    const rig = await scripted(calls(['add', { a: 1, b: 1 }]), '{"sum":2}');
    const events = await run(
      rig.model,
      { executor: adder(), maxIterations: 1 },
      { outputFormat: { type: 'json-object' } },
    );
    expect(textOf(events)).toBe('{"sum":2}');
    expect(endOf(events).limitReached).toBe(true);
  });

  test.each([0, 1.5, 101, Number.NaN])('%s is refused', async (maxIterations) => {
    const rig = await scripted('Hi');
    await expect(run(rig.model, { executor: adder(), maxIterations })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });
});

describe("the request's own tools", () => {
  const tools = [{ name: 'ask_user', parameters: { type: 'object' } }];

  test('end the turn and are the sender’s to run, after the others have run', async () => {
    const rig = await scripted(calls(['add', { a: 1, b: 1 }, 'own'], ['ask_user', { text: 'Sure?' }, 'theirs']), 'no');
    const executor = adder();
    const events = await run(rig.model, { executor }, { tools });
    expect(rig.requests[0]?.tools?.map(({ name }) => name)).toEqual(['add', 'fail', 'crash', 'erase', 'ask_user']);
    expect(executor.ran.map(({ name }) => name)).toEqual(['add']);
    expect(endOf(events)).toMatchObject({
      reason: 'client-tools',
      finishReason: 'tool-calls',
      messages: [
        { role: 'assistant', toolCalls: [{ id: 'own' }, { id: 'theirs' }] },
        { role: 'tool', toolCallId: 'own' },
      ],
    });
    expect(rig.requests).toHaveLength(1);
  });

  test('go before a tool of the server that has their name', async () => {
    const rig = await scripted(calls(['add', {}]));
    const executor = adder();
    const own = { name: 'add', description: 'mine', parameters: true };
    expect(endOf(await run(rig.model, { executor }, { tools: [own] })).reason).toBe('client-tools');
    expect(rig.requests[0]?.tools?.filter(({ name }) => name === 'add')).toEqual([own]);
    expect(executor.ran).toEqual([]);
  });
});

describe('cancelling', () => {
  test('in the middle of a tool ends the tool and the turn', async () => {
    const ended = vi.fn<() => void>();
    const started = Promise.withResolvers<void>();
    let running = 0;
    const executor = createTestExecutor({
      wait: {
        run: (_args, signal) => {
          signal.addEventListener('abort', () => ended());
          running += 1;
          if (running === 2) started.resolve();
          return new Promise(() => undefined);
        },
      },
    });
    const rig = await scripted(calls(['wait', {}], ['wait', {}]), 'Never.');
    const controller = new AbortController();
    const turn = run(rig.model, { executor, signal: controller.signal });
    await started.promise;
    controller.abort();
    await expect(turn).rejects.toMatchObject({ code: 'ABORTED' });
    expect(ended).toHaveBeenCalledTimes(2);
    expect(rig.requests).toHaveLength(1);
    expect(await rig.model.status()).toMatchObject({ activeRequests: 0, queuedRequests: 0 });
  });

  test('leaving after the first result ends the tools that still run', async () => {
    const ended = vi.fn<() => void>();
    const executor = createTestExecutor({
      now: { run: () => ({ status: 'success' }) },
      wait: {
        run: (_args, signal) => {
          signal.addEventListener('abort', () => ended());
          return new Promise(() => undefined);
        },
      },
    });
    const rig = await scripted(calls(['now', {}], ['wait', {}]));
    for await (const event of runToolLoop(rig.model, request, { executor })) if (event.type === 'tool-result') break;
    expect(ended).toHaveBeenCalledTimes(1);
  });
});

test('needs messages', async () => {
  const rig = await scripted('Hi');
  const prompt = { type: 'text', text: 'Hi' } as const;
  await expect(run(rig.model, { executor: adder() }, { prompt })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});
