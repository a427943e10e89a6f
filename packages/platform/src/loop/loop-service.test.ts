import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openLoopLog, type LoopLog } from '../../test/loop-log.ts';
import type { FakeDriverOptions } from '../../test/training/fake-driver.ts';
import { createTrainingRig, type TrainingProcess, type TrainingRig } from '../../test/training/training-rig.ts';
import { stepNames } from '../training/step-names.ts';
import type { TrainingRunView } from '../training/training-service.ts';
import { collectRatingsKind } from './collect-ratings-kind.ts';
import { createLoopService, type LoopPlan, type LoopService } from './loop-service.ts';

interface LoopProcess {
  loop: LoopService;
  process: TrainingProcess;
  failures: TuneloopError[];
  ended(view: TrainingRunView): Promise<TrainingRunView>;
  /** kill -9, as far as the store and the loop can tell. */
  end(): Promise<void>;
}

interface Rig extends LoopLog {
  rig: TrainingRig;
  /** Moves the clock of what is opened. */
  setTime(text: string): void;
  open(plan?: LoopPlan): LoopProcess;
}

async function start(options?: FakeDriverOptions): Promise<Rig> {
  const rig = await createTrainingRig(options);
  rig.steps.metrics = { margin_gain: 0.5, margin_gain_low: 0.4 };
  const log = openLoopLog(rig.folder);
  onTestFinished(async () => {
    await log[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
  });
  let time: number | undefined;
  return {
    ...log,
    rig,
    setTime: (text) => (time = Date.parse(text)),
    open(plan) {
      const process = rig.open({ kinds: [collectRatingsKind({ log: () => log.log, runs: rig.runs })] });
      const failures: TuneloopError[] = [];
      const loop = createLoopService({
        training: process.training,
        log: () => log.log,
        folder: join(rig.folder, 'loop'),
        plan,
        onFailure: (error) => failures.push(error),
        now: () => time ?? Date.now(),
        checkMs: 10,
      });
      const end = async (): Promise<void> => {
        await loop[Symbol.asyncDispose]();
        await process[Symbol.asyncDispose]();
      };
      onTestFinished(end);
      return {
        loop,
        process,
        failures,
        end,
        async ended({ run, graph }) {
          const signal = AbortSignal.timeout(10_000);
          for await (const _event of process.jobs.graphEvents(graph?.id ?? '', { signal })) void _event;
          return process.training.get(run.id);
        },
      };
    },
  };
}

const resultOf = ({ graph }: TrainingRunView, step: string): unknown =>
  graph?.jobs.find((job) => job.step === step)?.result;

const soon = { timeout: 5000, interval: 10 };

test('ratings become an adapter that is live, and are not new any more', async () => {
  const { open, corrected, rig } = await start();
  const { loop, ended } = open({ minRatings: 20 });
  await corrected(4);
  expect(await loop.state()).toMatchObject({ newRatings: 4 });
  const done = await ended(await loop.run({ minRatings: 4 }));
  expect(done.graph?.jobs.map(({ step }) => step)).toEqual(stepNames);
  expect(done.run).toMatchObject({ name: 'loop', config: { method: 'dpo' } });
  expect(resultOf(done, 'collect')).toMatchObject({ rows: 4, ratings: 4, format: 'dpo' });
  expect(await rig.registry.find('loop')).toMatchObject({ version: 1, state: 'live' });
  expect(await loop.state()).toMatchObject({
    newRatings: 0,
    last: { run: done.run.id, status: 'succeeded', reason: 'asked', published: { live: true, version: 1 } },
  });
  expect((await loop.last()).run.id).toBe(done.run.id);
});

test('what the gate refuses stays behind what is live', async () => {
  const { open, corrected, rig } = await start();
  const { loop, ended } = open();
  await corrected(4);
  const request = { minRatings: 1, training: { promoteIf: 'margin_gain > 0 and regression < 0.02' } };
  rig.steps.metrics = { margin_gain: 1, regression: 0 };
  await ended(await loop.run(request));
  rig.steps.metrics = { margin_gain: -1, regression: 0.5 };
  const refused = await ended(await loop.run({ ...request, training: { ...request.training, settings: { seed: 7 } } }));
  expect(resultOf(refused, 'gate')).toMatchObject({ passed: false });
  expect(await rig.registry.find('loop')).toMatchObject({ version: 1 });
  expect(await loop.state()).toMatchObject({ last: { published: { version: 2, live: false } } });
});

test('too few ratings end it in a sentence, and are still there for the next', async () => {
  const { open, corrected } = await start();
  const { loop, ended } = open();
  await corrected(2);
  const failed = await ended(await loop.run({}));
  expect(failed.graph?.jobs[0]).toMatchObject({
    status: 'failed',
    error: { code: 'JOB_FAILED', message: expect.stringMatching(/^2 of 20 ratings\./) as string },
  });
  expect(await loop.state()).toMatchObject({
    newRatings: 2,
    last: { status: 'failed', error: { code: 'JOB_FAILED' } },
  });
  await ended(await loop.run({ minRatings: 2 }));
  expect(await loop.state()).toMatchObject({ newRatings: 0, last: { status: 'succeeded' } });
});

test('two never run at once, whoever asks', async () => {
  const { open, corrected, rig } = await start({ steps: 30, stepMs: 5 });
  const [one, other] = [open(), open()];
  await corrected(3);
  const runs = await Promise.all([
    one.loop.run({ minRatings: 1 }),
    other.loop.run({ minRatings: 1 }),
    one.loop.run({}),
  ]);
  expect(new Set(runs.map(({ run }) => run.id)).size).toBe(1);
  await one.ended(runs[0]);
  expect(await rig.registry.history('loop')).toMatchObject({ versions: [{ version: 1 }] });
});

test('by itself when enough new ratings came, and not again for the same', async () => {
  const { open, corrected } = await start();
  const { loop, process } = open({ minRatings: 3 });
  loop.start();
  await corrected(2);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await loop.state()).last).toBeUndefined();
  await corrected(1);
  await vi.waitFor(async () => {
    expect(await loop.state()).toMatchObject({ newRatings: 0, last: { reason: 'ratings', status: 'succeeded' } });
  }, soon);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await process.training.list()).toHaveLength(1);
  await corrected(3);
  await vi.waitFor(async () => expect(await process.training.list()).toHaveLength(2), soon);
});

test('on its schedule alone, once each time, also for a time that no server saw', async () => {
  const { open, corrected, setTime } = await start();
  setTime('2026-11-21T12:00:00');
  const plan = { schedule: '0 3 * * *', minRatings: 1 };
  const first = open(plan);
  first.loop.start();
  await corrected(2);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await first.loop.state()).toMatchObject({
    newRatings: 2,
    nextAt: new Date('2026-11-22T03:00:00').toISOString(),
  });
  expect(await first.process.training.list()).toEqual([]);
  await first.end();

  setTime('2026-11-22T09:00:00');
  const second = open(plan);
  second.loop.start();
  await vi.waitFor(async () => {
    expect(await second.loop.state()).toMatchObject({ last: { reason: 'schedule', status: 'succeeded' } });
  }, soon);
  await corrected(2);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await second.process.training.list()).toHaveLength(1);
  await second.end();

  const third = open(plan);
  third.loop.start();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await third.process.training.list()).toHaveLength(1);
  setTime('2026-11-23T03:00:20');
  await vi.waitFor(async () => expect(await third.process.training.list()).toHaveLength(2), soon);
});

test('a look while the clock was years ahead holds up no schedule', async () => {
  const { open, corrected, setTime } = await start();
  setTime('2030-01-01T12:00:00');
  const { loop, process } = open({ schedule: '0 3 * * *', minRatings: 1 });
  loop.start();
  await corrected(2);
  await new Promise((resolve) => setTimeout(resolve, 60));
  setTime('2026-11-21T12:00:00');
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await process.training.list()).toEqual([]);
  setTime('2026-11-22T03:00:20');
  await vi.waitFor(async () => expect(await process.training.list()).toHaveLength(1), soon);
});

test('one that its process leaves goes on in the next, with what it took at first', async () => {
  const { open, corrected } = await start({ steps: 40, stepMs: 5 });
  const first = open();
  await corrected(3);
  const begun = await first.loop.run({ minRatings: 1 });
  await vi.waitFor(async () => {
    const { graph } = await first.process.training.get(begun.run.id);
    expect(graph?.jobs.find(({ step }) => step === 'train')?.lastEvent).toBeGreaterThan(6);
  }, soon);
  await first.end();
  await corrected(2);
  const second = open({ minRatings: 100 });
  second.loop.start();
  const done = await second.ended(begun);
  expect(resultOf(done, 'collect')).toMatchObject({ rows: 3 });
  expect(resultOf(done, 'publish')).toMatchObject({ live: true });
  expect(await second.loop.state()).toMatchObject({ newRatings: 2, last: { run: begun.run.id, status: 'succeeded' } });
});

test('what cannot be begun is told once', async () => {
  const { open, corrected } = await start();
  await corrected(2);
  const { loop, failures } = open({ minRatings: 1, training: { checks: '/no/such/checks.jsonl' } });
  loop.start();
  await vi.waitFor(() => expect(failures).toHaveLength(1), soon);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(failures).toMatchObject([
    { code: 'INVALID_REQUEST', message: expect.stringContaining('checks.jsonl') as string },
  ]);
});

test('its record survives, and one that is lost repeats nothing', async () => {
  const { open, corrected, rig } = await start();
  const { loop, ended } = open();
  await expect(loop.last()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await corrected(2);
  await ended(await loop.run({ minRatings: 1 }));
  const record = JSON.parse(await readFile(join(rig.folder, 'loop', 'loop.json'), 'utf8')) as object;
  expect(record).toMatchObject({ version: 1, last: { reason: 'asked' } });
  const other = open();
  expect(await other.loop.state()).toMatchObject({ newRatings: 0, last: { status: 'succeeded' } });
  await ended(await loop.run({ minRatings: 1 }));
  await rm(join(rig.folder, 'loop'), { recursive: true });
  const known = (await other.process.training.list()).map(({ run }) => run.id);
  const again = await other.ended(await other.loop.run({ minRatings: 1 }));
  expect(known).toHaveLength(2);
  expect(known).not.toContain(again.run.id);
});
