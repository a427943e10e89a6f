import { setTimeout as sleep } from 'node:timers/promises';
import type { Tool, ToolEffects, ToolInvocation, ToolSource } from '@tuneloop/protocol';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createToolPolicy, defaultToolPolicy } from '../policy/default-policy.ts';
import type { ToolPolicy } from '../policy/tool-policy.ts';
import { defineTool, type ToolDeclaration } from '../tool/define-tool.ts';
import type { ToolAuditRecord } from './audit.ts';
import { createToolExecutor } from './create-tool-executor.ts';

const anyArguments = z.looseObject({});
const tool = (
  name: string,
  effects: Partial<ToolEffects>,
  run: ToolDeclaration<Record<string, unknown>>['run'] = () => ({ done: name }),
) => defineTool({ name, description: name, parameters: anyArguments, effects, run });

const call = (name: string, args: unknown = {}): ToolInvocation => ({ id: 'call_1', name, arguments: args });
const owner = 'alice';
const signal = new AbortController().signal;

test('what may run runs, and leaves a record', async () => {
  const records: ToolAuditRecord[] = [];
  const executor = createToolExecutor({
    tools: [tool('look', { reads: true })],
    audit: (record) => records.push(record),
  });
  expect(await executor.judge(call('look'), { owner })).toMatchObject({ decision: 'allow' });
  expect(executor.ruleOf?.('look')).toMatchObject({ decision: 'allow' });
  expect(executor.ruleOf?.('none')).toBeUndefined();
  expect(await executor.execute(call('look', { a: 1, token: 'hidden' }), { owner, signal })).toEqual({
    status: 'success',
    done: 'look',
  });
  expect(records).toEqual([
    {
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      owner,
      callId: 'call_1',
      tool: 'look',
      arguments: { a: 1, token: '[redacted]' },
      verdict: { decision: 'allow', reason: 'look reads, and effects.reads is "allow".' },
      outcome: 'success',
      durationMs: expect.any(Number),
      resultCharacters: 34,
    },
  ]);
});

describe('a call that needs a person', () => {
  test('does not run without one, and says what to change', async () => {
    const run = vi.fn(() => ({}));
    const audit = vi.fn();
    const executor = createToolExecutor({ tools: [tool('put', { writes: true }, run)], audit });
    expect(await executor.execute(call('put'), { owner, signal })).toEqual({
      status: 'error',
      error: expect.stringContaining('set tools.put to "allow"'),
    });
    expect(run).not.toHaveBeenCalled();
    expect(audit.mock.calls[0]).toMatchObject([{ outcome: 'denied', approved: false, verdict: { decision: 'ask' } }]);
  });

  test('runs once a person has agreed', async () => {
    const audit = vi.fn();
    const executor = createToolExecutor({ tools: [tool('put', { writes: true })], audit });
    expect(await executor.execute(call('put'), { owner, signal, approved: true })).toMatchObject({ status: 'success' });
    expect(audit.mock.calls[0]).toMatchObject([{ outcome: 'success', approved: true }]);
  });

  test('but not what the policy denies', async () => {
    const policy = createToolPolicy({ tools: { put: 'deny' } });
    const executor = createToolExecutor({ tools: [tool('put', { writes: true })], policy });
    expect(executor.list()).toEqual([]);
    expect(await executor.execute(call('put'), { owner, signal, approved: true })).toMatchObject({ status: 'error' });
  });
});

test('unknown tools and wrong arguments are denied in words for the model', async () => {
  const strict = defineTool({
    name: 'strict',
    description: 'x',
    parameters: z.strictObject({ n: z.int() }),
    effects: {},
    run: () => ({}),
  });
  const executor = createToolExecutor({ tools: [strict] });
  const expectations = [
    ['nothing', {}, 'There is no tool "nothing". There are: strict.'],
    ['strict', { n: 'x' }, 'expected number'],
    ['strict', 'text', 'expected object'],
    ['constructor', {}, 'There is no tool'],
  ] as const;
  for (const [name, args, reason] of expectations) {
    const verdict = await executor.judge(call(name, args), { owner });
    expect(verdict).toMatchObject({ decision: 'deny', reason: expect.stringContaining(reason) });
    const result = await executor.execute(call(name, args), { owner, signal });
    expect(result).toMatchObject({ status: 'error', error: expect.stringContaining(reason) });
  }
});

describe('time and cancelling', () => {
  const deaf = tool('deaf', {}, () => new Promise<never>(() => {}));

  test('a tool that does not listen is left behind when its time is over', async () => {
    const policy = createToolPolicy({ limits: { timeoutMs: 20 } });
    const executor = createToolExecutor({ tools: [deaf], policy });
    expect(await executor.execute(call('deaf'), { owner, signal })).toEqual({
      status: 'error',
      error: 'deaf took longer than 20 ms and was stopped.',
    });
  });

  test('and when the caller cancels, which throws', async () => {
    const audit = vi.fn();
    const executor = createToolExecutor({ tools: [deaf], audit });
    const cancel = new AbortController();
    const result = executor.execute(call('deaf'), { owner, signal: cancel.signal });
    await sleep(5);
    cancel.abort();
    await expect(result).rejects.toMatchObject({ code: 'ABORTED' });
    expect(audit.mock.calls[0]).toMatchObject([{ outcome: 'aborted' }]);
  });
});

test('a long result is cut and says so', async () => {
  const policy = createToolPolicy({ limits: { maxResultCharacters: 1000 } });
  const long = tool('long', {}, () => ({ text: 'x'.repeat(100_000) }));
  const audit = vi.fn();
  const executor = createToolExecutor({ tools: [long], policy, audit });
  const result = await executor.execute(call('long'), { owner, signal });
  expect(JSON.stringify(result).length).toBeLessThanOrEqual(1000);
  expect(result).toMatchObject({ truncated: expect.stringContaining('Ask for less') });
  expect(audit.mock.calls[0]).toMatchObject([{ resultCharacters: 100_030 }]);
});

test('a listener that throws, and a result that is no JSON, break nothing', async () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const executor = createToolExecutor({
    tools: [tool('good', {}), tool('odd', {}, () => circular)],
    audit: () => {
      throw new Error('disk full');
    },
  });
  expect(await executor.execute(call('good'), { owner, signal })).toMatchObject({ status: 'success' });
  expect(await executor.execute(call('odd'), { owner, signal })).toMatchObject({ status: 'error' });
});

test('writing calls of one owner keep their order, other owners do not wait', async () => {
  const log: string[] = [];
  const write = tool('write', { writes: true }, async ({ name, ms }) => {
    await sleep(ms as number);
    log.push(name as string);
  });
  const policy = createToolPolicy({ effects: { writes: 'allow' } });
  const executor = createToolExecutor({ tools: [write], policy });
  const run = (name: string, ms: number, owner: string) =>
    executor.execute(call('write', { name, ms }), { owner, signal });
  await Promise.all([run('first', 30, 'a'), run('second', 1, 'a'), run('other', 1, 'b')]);
  expect(log).toEqual(['other', 'first', 'second']);
});

test('a call that waits for its turn can be cancelled', async () => {
  const gate = Promise.withResolvers<object>();
  const slow = tool('slow', { writes: true }, () => gate.promise);
  const policy = createToolPolicy({ effects: { writes: 'allow' } });
  const audit = vi.fn();
  const executor = createToolExecutor({ tools: [slow], policy, audit });
  const first = executor.execute(call('slow'), { owner, signal });
  const cancel = new AbortController();
  const second = executor.execute(call('slow'), { owner, signal: cancel.signal });
  cancel.abort();
  await expect(second).rejects.toMatchObject({ code: 'ABORTED' });
  gate.resolve({});
  expect(await first).toEqual({ status: 'success' });
  await vi.waitFor(() => expect(audit).toHaveBeenCalledTimes(2));
  expect(audit.mock.calls[1]).toMatchObject([{ outcome: 'aborted' }]);
});

test('a tool of another program that gives no result has failed', async () => {
  const odd = (result: unknown): Tool => ({ ...tool('odd', {}), execute: () => Promise.resolve(result as never) });
  for (const result of [undefined, 'text', {}, { status: 'fine' }, { status: 'error' }]) {
    const executor = createToolExecutor({ tools: [odd(result)] });
    const given = await executor.execute(call('odd'), { owner, signal });
    expect(given).toEqual({ status: 'error', error: expect.stringMatching(/odd (gave no result|failed)/) });
  }
});

describe('results that are used again', () => {
  const counting = () => {
    let state: string | undefined = 'one';
    const run = vi.fn(() => ({ state }));
    const counted = defineTool({
      name: 'count',
      description: 'x',
      parameters: anyArguments,
      effects: { reads: true, idempotent: true },
      freshness: () => state,
      run,
    });
    return { counted, run, change: (next?: string) => (state = next) };
  };

  test('while nothing has changed, for one owner, under one policy', async () => {
    const { counted, run, change } = counting();
    let policy: ToolPolicy = defaultToolPolicy;
    const audit = vi.fn();
    const executor = createToolExecutor({ tools: [counted], policy: () => policy, audit });
    const runs = async (args: unknown, by = owner) => {
      const result = await executor.execute(call('count', args), { owner: by, signal });
      return [result, run.mock.calls.length];
    };
    const one = { status: 'success', state: 'one' };
    expect(await runs({})).toEqual([one, 1]);
    expect(await runs({})).toEqual([one, 1]);
    expect(audit.mock.calls[1]).toMatchObject([{ cached: true, outcome: 'success' }]);
    expect(await runs({ other: true })).toEqual([one, 2]);
    expect(await runs({}, 'bob')).toEqual([one, 3]);
    change('two');
    expect(await runs({})).toEqual([{ status: 'success', state: 'two' }, 4]);
    policy = createToolPolicy({ files: { maxResults: 1 } });
    expect(await runs({})).toEqual([{ status: 'success', state: 'two' }, 5]);
    // Nobody can tell.
    change();
    await runs({});
    expect(await runs({})).toEqual([{ status: 'success', state: undefined }, 7]);
  });

  test('not at all with cacheMs: 0', async () => {
    const { counted, run } = counting();
    const executor = createToolExecutor({ tools: [counted], policy: createToolPolicy({ limits: { cacheMs: 0 } }) });
    await executor.execute(call('count'), { owner, signal });
    await executor.execute(call('count'), { owner, signal });
    expect(run).toHaveBeenCalledTimes(2);
  });
});

test('sources are asked at each moment, and cannot replace a tool', async () => {
  let offered: Tool[] = [];
  const stop = vi.fn();
  const source: ToolSource = { list: () => offered, watch: () => stop };
  const executor = createToolExecutor({ tools: [tool('mine', { reads: true })], sources: [source] });
  const names = () => executor.list().map(({ name }) => name);
  expect(names()).toEqual(['mine']);
  offered = [tool('mine', { reads: true }, () => ({ done: 'theirs' })), tool('theirs', { reads: true })];
  expect(names()).toEqual(['mine', 'theirs']);
  expect(await executor.execute(call('mine'), { owner, signal })).toMatchObject({ done: 'mine' });
  expect(await executor.execute(call('theirs'), { owner, signal })).toMatchObject({ done: 'theirs' });
  expect(Object.keys(executor.list()[1]!)).toEqual(['name', 'description', 'parameters', 'effects']);
  executor.watch!(() => {})();
  expect(stop).toHaveBeenCalledOnce();
});

test('two tools of one name are a mistake', () => {
  expect(() => createToolExecutor({ tools: [tool('a', {}), tool('a', {})] })).toThrow(/two tools are called "a"/);
});
