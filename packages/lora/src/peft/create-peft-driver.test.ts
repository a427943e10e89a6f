import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trainingConfigSchema } from '../config/training-config-schema.ts';
import type { TrainingSettings } from '../config/training-config.ts';
import type { TrainingRun } from '../driver/training-driver.ts';
import type { TrainingEvent } from '../driver/training-event.ts';
import { createPeftDriver, type PeftDriver } from './create-peft-driver.ts';

const program = [fileURLToPath(new URL('../../test/peft/stand-in-peft.mjs', import.meta.url))];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-driver-'));
  await writeFile(join(folder, 'config.json'), '{}');
});
afterEach(() => rm(folder, { recursive: true }));

function driver(standIn?: string): PeftDriver {
  return createPeftDriver({
    cacheFolder: join(folder, 'cache'),
    python: process.execPath,
    program,
    environment: { PATH: process.env['PATH'], STAND_IN: standIn },
  });
}

function run(settings: TrainingSettings = {}): TrainingRun {
  return {
    id: 'run_1',
    folder: join(folder, 'run'),
    base: { type: 'folder', path: folder },
    config: trainingConfigSchema.parse({ maxSteps: 6, ...settings }),
    data: { train: join(folder, 'train.jsonl') },
  };
}

async function all(events: AsyncIterable<TrainingEvent>, seen: TrainingEvent[] = []): Promise<TrainingEvent[]> {
  for await (const event of events) seen.push(event);
  return seen;
}

const stepsOf = (events: readonly TrainingEvent[]): number[] =>
  events.flatMap((event) => (event.type === 'step' ? [event.step] : []));

describe('a training', () => {
  it('tells its steps, and ends with its result', async () => {
    const log: string[] = [];
    const events = await all(driver().train(run(), { onLog: (line) => log.push(line) }));
    expect(events.find(({ type }) => type === 'step')).toEqual({
      type: 'step',
      step: 1,
      steps: 6,
      epoch: 1,
      loss: 1,
      learningRate: 0.1,
      etaSeconds: 1,
      metrics: { a: 1 },
    });
    expect(stepsOf(events)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(events.at(-1)).toEqual({
      type: 'done',
      result: expect.objectContaining({ steps: 6, peakMemoryBytes: 5, folder: join(folder, 'run', 'output') }),
    });
    expect(log).toEqual(['Training.']);
    expect(await readFile(join(folder, 'run', 'log.txt'), 'utf8')).toBe('Training.\n');
    expect(JSON.parse(await readFile(join(folder, 'run', 'trainer.json'), 'utf8'))).toMatchObject({ base: folder });
  });

  it('that is aborted saves itself, and is resumed from there', async () => {
    const controller = new AbortController();
    const seen: TrainingEvent[] = [];
    const aborted = async (): Promise<void> => {
      for await (const event of driver().train(run({ maxSteps: 500 }), { signal: controller.signal })) {
        seen.push(event);
        if (event.type === 'step' && event.step === 3) controller.abort();
      }
    };
    await expect(aborted()).rejects.toMatchObject({ code: 'ABORTED' });
    const last = stepsOf(seen).at(-1)!;
    expect(seen.at(-1)).toMatchObject({ type: 'checkpoint', step: last });
    expect(last).toBeLessThan(500);
    const resumed = await all(driver().resume(run({ maxSteps: last + 2 })));
    expect(stepsOf(resumed)).toEqual([last + 1, last + 2]);
  });

  it('that is killed says what to try, and never goes on from half a checkpoint', async () => {
    const seen: TrainingEvent[] = [];
    await expect(all(driver('die:4').train(run()), seen)).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      message: expect.stringContaining('batchSize 2, gradientAccumulation 2'),
      details: { reason: 'memory', proposal: { batchSize: 2, gradientAccumulation: 2 } },
    });
    expect(await readdir(join(folder, 'run', 'checkpoints'))).toEqual(['checkpoint-2', 'checkpoint-4']);
    expect(stepsOf(await all(driver().resume(run())))).toEqual([3, 4, 5, 6]);
    expect(stepsOf(await all(driver().train(run())))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is not begun where the disk does not hold it', async () => {
    await mkdir(join(folder, 'run'));
    await writeFile(join(folder, 'run', 'plan.json'), JSON.stringify({ diskBytes: 1e18 }));
    await expect(all(driver().train(run()))).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      details: { reason: 'disk', neededBytes: 1e18 },
    });
  });

  it.each([
    ['a folder', { type: 'folder', path: '/no/such/folder' }, 'config.json'],
    ['a GGUF', { type: 'gguf', path: '/no/such.gguf' }, '/no/such.gguf'],
  ] as const)('needs its base: %s', async (_, base, said) => {
    await expect(all(driver().train({ ...run(), base }))).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining(said),
    });
  });
});

it('is not ready before its environment is made, which it can do itself', async () => {
  const cacheFolder = join(folder, 'empty');
  expect(await createPeftDriver({ cacheFolder }).probe()).toMatchObject({
    ready: false,
    problems: [{ canRepair: true, message: expect.stringContaining('3 GB') }],
  });
  const offline = await createPeftDriver({ cacheFolder, offline: true }).probe();
  expect(offline.problems).toMatchObject([{ canRepair: false, message: expect.stringContaining('with the network') }]);
  await expect(stat(cacheFolder)).rejects.toMatchObject({ code: 'ENOENT' });
});
