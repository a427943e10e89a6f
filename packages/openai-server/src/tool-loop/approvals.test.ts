import { expect, test } from 'vitest';
import { collect } from '../../test/stub-model.ts';
import { createTestExecutor } from '../../test/test-executor.ts';
import { adder, calls, endOf, pausedTurnOf, question, resultsRead, run, scripted } from '../../test/tool-loop-rig.ts';
import { parsePausedTurn } from './paused-turn.ts';
import { resumeToolLoop } from './run-tool-loop.ts';

const reply = calls(['add', { a: 1, b: 1 }, 'sum'], ['erase', { path: '/x' }, 'wipe']);

test('pause the turn; what needs none has run already', async () => {
  const rig = await scripted(reply);
  const executor = adder();
  const events = await run(rig.model, { executor, approvals: 'pause' });
  expect(executor.ran.map(({ name }) => name)).toEqual(['add']);
  expect(pausedTurnOf(events)).toMatchObject({
    id: expect.stringMatching(/^turn_[0-9a-f]{32}$/) as unknown,
    iterations: 1,
    results: { sum: { status: 'success', sum: 2 } },
    pending: [{ id: 'wipe', name: 'erase', arguments: '{"path":"/x"}', reason: 'the test says so of erase' }],
  });
});

test('resume from plain data with another model and another executor', async () => {
  const before = await scripted(reply);
  const paused = pausedTurnOf(await run(before.model, { executor: adder(), approvals: 'pause' }));
  const restored = parsePausedTurn(JSON.parse(JSON.stringify(paused)));
  const after = await scripted('Gone.');
  const executor = adder();
  const options = { executor, approvals: 'pause', decisions: { wipe: 'approve' } } as const;
  const events = await collect(resumeToolLoop(after.model, restored, options));
  expect(executor.ran).toMatchObject([{ name: 'erase', arguments: { path: '/x' }, approved: true }]);
  expect(endOf(events).messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'tool', 'assistant']);
  expect(resultsRead(after)).toEqual([
    { status: 'success', sum: 2 },
    { status: 'success', erased: true },
  ]);
  expect(after.requests[0]?.prompt).toEqual({
    type: 'messages',
    messages: [question, ...endOf(events).messages.slice(0, 3)],
  });
  expect(endOf(events).usage.completionTokens).toBeGreaterThan(paused.usage.completionTokens);
});

test('a refusal with a reason, by a function that is asked at once', async () => {
  const rig = await scripted(reply, 'Then not.');
  const executor = adder();
  await run(rig.model, { executor, approvals: async () => ({ refuse: 'It is mine.' }) });
  expect(executor.ran.map(({ name }) => name)).toEqual(['add']);
  expect(resultsRead(rig)[1]).toMatchObject({
    status: 'error',
    error: expect.stringContaining('They say: "It is mine.".'),
  });
});

test('a refusal is told to the model', async () => {
  const rig = await scripted(reply, 'Then not.');
  const executor = adder();
  const paused = pausedTurnOf(await run(rig.model, { executor, approvals: 'pause' }));
  await collect(resumeToolLoop(rig.model, paused, { executor, decisions: { wipe: 'refuse' } }));
  expect(executor.ran.map(({ name }) => name)).toEqual(['add']);
  expect(resultsRead(rig)[1]).toMatchObject({
    status: 'error',
    error: expect.stringMatching(/human refused/) as unknown,
  });
});

test('the limit counts on after a pause, and a turn may pause again', async () => {
  const rig = await scripted(calls(['erase', {}, 'a']), calls(['erase', {}, 'b']), 'Done.');
  const options = { executor: adder(), approvals: 'pause', maxIterations: 2 } as const;
  const first = pausedTurnOf(await run(rig.model, options));
  const second = pausedTurnOf(
    await collect(resumeToolLoop(rig.model, first, { ...options, decisions: { a: 'approve' } })),
  );
  expect(second).toMatchObject({ iterations: 2, pending: [{ id: 'b' }] });
  const events = await collect(resumeToolLoop(rig.model, second, { ...options, decisions: { b: 'approve' } }));
  expect(endOf(events).limitReached).toBe(true);
  expect(endOf(events).messages).toHaveLength(5);
});

test.each([
  ['no decision', {}, /No decision on wipe/],
  ['one for another call', { wipe: 'approve', sum: 'approve' }, /No call sum is waiting/],
  ['one by an inherited name', { wipe: 'approve', toString: 'approve' }, /No call toString is waiting/],
] as const)('%s is refused, and nothing runs', async (_, decisions, message) => {
  const rig = await scripted(reply);
  const executor = adder();
  const paused = pausedTurnOf(await run(rig.model, { executor, approvals: 'pause' }));
  await expect(collect(resumeToolLoop(rig.model, paused, { executor, decisions }))).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringMatching(message) as unknown,
  });
  expect(executor.ran.map(({ name }) => name)).toEqual(['add']);
});

test('a policy that denies by now goes before an approval', async () => {
  const rig = await scripted(reply, 'Then not.');
  const paused = pausedTurnOf(await run(rig.model, { executor: adder(), approvals: 'pause' }));
  const stricter = createTestExecutor({ erase: { decision: 'deny', run: () => ({ status: 'success' }) } });
  await collect(resumeToolLoop(rig.model, paused, { executor: stricter, decisions: { wipe: 'approve' } }));
  expect(stricter.ran).toEqual([]);
  expect(resultsRead(rig)[1]).toMatchObject({ status: 'error' });
});

test('a function is asked at once', async () => {
  const rig = await scripted(reply, 'Done.');
  const executor = adder();
  const asked: string[] = [];
  const events = await run(rig.model, {
    executor,
    approvals: async ({ name, reason }) => {
      asked.push(`${name}: ${reason}`);
      return 'approve';
    },
  });
  expect(asked).toEqual(['erase: the test says so of erase']);
  expect(executor.ran.map(({ name }) => name)).toEqual(['add', 'erase']);
  expect(endOf(events).reason).toBe('answer');
});

test.each([[{}], ['x'], [{ id: 'turn_1', pending: [] }]])('%j is no paused turn', (state) => {
  expect(() => parsePausedTurn(state)).toThrow('no paused turn');
});
