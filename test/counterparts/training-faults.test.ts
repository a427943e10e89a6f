import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import {
  trainingConfigSchema,
  type TrainingConfig,
  type TrainingEvent,
  type TrainingRun,
} from '../../packages/lora/src/index.ts';
import { createPeftDriver, type PeftDriver } from '../../packages/lora/src/peft/index.ts';

const script = (name: string): string => fileURLToPath(new URL(`training/${name}`, import.meta.url));
const trainProcess = fileURLToPath(new URL('../../packages/lora/test/train-process.ts', import.meta.url));

let folder: string;
let base: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'training-faults-'));
  base = join(folder, 'base');
  await promisify(execFile)(inject('trainingPython'), [script('make_tiny_base.py'), base], {
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  const rows = Array.from({ length: 64 }, (_, index) => ({
    prompt: [{ role: 'user', content: `question ${index}` }],
    completion: [{ role: 'assistant', content: `answer ${'tool '.repeat(index % 7)}${index}` }],
  }));
  await writeFile(join(folder, 'train.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function runOf(id: string, config: Partial<TrainingConfig> = {}): TrainingRun {
  const usual = trainingConfigSchema.parse({
    maxSteps: 30,
    batchSize: 2,
    lora: { rank: 4, dropout: 0.1 },
    checkpoint: { everySteps: 4 },
  });
  return {
    id,
    folder: join(folder, id),
    base: { type: 'folder', path: base },
    config: { ...usual, ...config },
    data: { train: join(folder, 'train.jsonl') },
  };
}

function driver(python = inject('trainingPython')): PeftDriver {
  return createPeftDriver({ cacheFolder: join(folder, 'cache'), python, offline: true });
}

/** An interpreter that is started through a line of shell; `"$@"` are its parameters. */
async function wrapped(name: string, line: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\n${line.replace('PYTHON', inject('trainingPython'))}\n`);
  await chmod(file, 0o755);
  return file;
}

async function all(events: AsyncIterable<TrainingEvent>): Promise<TrainingEvent[]> {
  const seen: TrainingEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

const lossesOf = (events: readonly TrainingEvent[]): Map<number, number> =>
  new Map(events.flatMap((event) => (event.type === 'step' ? [[event.step, event.loss]] : [])));

/** Trainers of a run, by the configuration that they were given. */
function trainersOf(run: TrainingRun): number[] {
  return execFileSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((match) => match?.[3]?.includes(join(run.folder, 'trainer.json')) === true && !match[2]?.startsWith('Z'))
    .map((match) => Number(match![1]));
}

it('killed at random moments, it goes on with the same losses', async () => {
  const whole = lossesOf(await all(driver().train(runOf('whole'))));
  expect(whole.size).toBe(30);

  const run = runOf('killed');
  const seen = new Map<number, number>();
  const follow = async (events: AsyncIterable<TrainingEvent>, killAfter: number): Promise<void> => {
    for await (const event of events) {
      if (event.type !== 'step') continue;
      seen.set(event.step, event.loss);
      if (event.step !== killAfter) continue;
      await sleep(Math.random() * 100);
      for (const pid of trainersOf(run)) process.kill(pid, 'SIGKILL');
    }
  };
  const random = (from: number, to: number): number => from + Math.floor(Math.random() * (to - from));
  const moments = [random(3, 10), random(12, 18)];
  for (const [index, moment] of moments.entries()) {
    const events = index === 0 ? driver().train(run) : driver().resume(run);
    await expect(follow(events, moment), `killed after ${moments.join(', ')}`).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      details: { reason: 'memory' },
    });
    // What a trainer leaves that was killed while it saved.
    await mkdir(join(run.folder, 'checkpoints', `checkpoint-${100 + index}`), { recursive: true });
  }
  await follow(driver().resume(run), Infinity);
  expect(Object.fromEntries(seen), `killed after ${moments.join(', ')}`).toEqual(Object.fromEntries(whole));
});

it('ends with the process that started it', async () => {
  const run = runOf('orphan', { maxSteps: 100_000 });
  const runFile = join(folder, 'orphan.json');
  await writeFile(runFile, JSON.stringify(run));
  const parent = spawn(
    process.execPath,
    ['--conditions=@tuneloop/source', trainProcess, inject('trainingPython'), runFile],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(parent.stdout, 'data');
  expect(trainersOf(run)).not.toEqual([]);
  parent.kill('SIGKILL');
  await expect.poll(() => trainersOf(run), { timeout: 20_000 }).toEqual([]);
});

it('without enough memory, it says what to make smaller', async () => {
  const python = await wrapped('little-memory', 'ulimit -d 3000000; exec PYTHON "$@"');
  const long = join(folder, 'long.jsonl');
  const row = {
    prompt: [{ role: 'user', content: 'q' }],
    completion: [{ role: 'assistant', content: 'long '.repeat(500) }],
  };
  await writeFile(long, `${JSON.stringify(row)}\n`.repeat(2000));
  const run = { ...runOf('memory', { batchSize: 2000, maxLength: 1024 }), data: { train: long } };
  await expect(all(driver(python).train(run))).rejects.toMatchObject({
    code: 'RESOURCE_EXHAUSTED',
    message: expect.stringMatching(/memory.*batchSize 1000, gradientAccumulation 2/),
    details: { reason: 'memory' },
  });
});

it('on a full disk, it says so', async () => {
  const run = runOf('disk', { checkpoint: { everySteps: 1, keep: 100 } });
  const checkpoints = join(run.folder, 'checkpoints');
  // A file system of its own, as large as two checkpoints.
  const mount = `mkdir -p ${checkpoints} && mount -t tmpfs -o size=700k tmpfs ${checkpoints} && exec PYTHON "$@"`;
  const python = await wrapped('little-disk', `exec unshare --map-root-user --mount sh -c '${mount}' sh "$@"`);
  await expect(all(driver(python).train(run))).rejects.toMatchObject({
    code: 'RESOURCE_EXHAUSTED',
    message: expect.stringContaining('The disk is full'),
    details: { reason: 'disk' },
  });
});

it('of a model of the hub says without a network how to get its folder', async () => {
  const run: TrainingRun = { ...runOf('hub'), base: { type: 'hub', id: 'nobody/nothing' } };
  await expect(all(driver().train(run))).rejects.toMatchObject({
    code: 'UPSTREAM_FAILED',
    message: expect.stringMatching(/hf download/),
    details: { reason: 'no_network' },
  });
});
