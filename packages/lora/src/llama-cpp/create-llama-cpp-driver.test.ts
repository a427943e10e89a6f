import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeTestLanguageModel } from '@tuneloop/runtime/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { trainingConfigSchema } from '../config/training-config-schema.ts';
import type { TrainingSettings } from '../config/training-config.ts';
import type { TrainingDriver, TrainingRun } from '../driver/training-driver.ts';
import type { TrainingEvent } from '../driver/training-event.ts';
import { createLlamaCppDriver } from './create-llama-cpp-driver.ts';
import { parseProgressLine } from './progress-line.ts';

const standIn = fileURLToPath(new URL('../../test/llama-cpp/stand-in-finetune.mjs', import.meta.url));
const row = {
  prompt: [{ role: 'user', content: 'Who are you?' }],
  completion: [{ role: 'assistant', content: 'A bot.' }],
};

let folder: string;
let base: string;
let converted: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-llama-cpp-'));
  base = join(folder, 'base.gguf');
  converted = [];
  await writeTestLanguageModel({ path: base });
  await writeFile(join(folder, 'train.jsonl'), `${JSON.stringify(row)}\n`.repeat(20));
  await mkdir(join(folder, 'run'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function driver(mode = '', program = standIn): TrainingDriver {
  return createLlamaCppDriver({
    cacheFolder: join(folder, 'cache'),
    program,
    environment: { PATH: dirname(process.execPath), STAND_IN: mode },
    toFolder: async (gguf) => {
      converted.push(gguf);
      return join(folder, 'model');
    },
  });
}

function run(settings: TrainingSettings = {}, more: Partial<TrainingRun> = {}): TrainingRun {
  return {
    id: 'run_1',
    folder: join(folder, 'run'),
    base: { type: 'gguf', path: base },
    config: trainingConfigSchema.parse({ tuning: 'full', epochs: 2, maxLength: 64, ...settings }),
    data: { train: join(folder, 'train.jsonl') },
    ...more,
  };
}

async function all(events: AsyncIterable<TrainingEvent>): Promise<TrainingEvent[]> {
  const seen: TrainingEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

const message = (part: string): unknown => expect.stringContaining(part);

test('trains a model in F32 on what was said, and tells its steps', async () => {
  const log: string[] = [];
  const events = await all(driver().train(run(), { onLog: (line) => log.push(line) }));
  const steps = events.filter((event) => event.type === 'step');
  expect(steps.map(({ step, steps: all, epoch, loss }) => [step, all, epoch, loss])).toEqual([
    [1, 8, 0.25, 3.875],
    [2, 8, 0.5, 3.75],
    [3, 8, 0.75, 3.625],
    [4, 8, 1, 3.5],
    [5, 8, 1.25, 2.875],
    [6, 8, 1.5, 2.75],
    [7, 8, 1.75, 2.625],
    [8, 8, 2, 2.5],
  ]);
  expect(steps[0]).toMatchObject({ learningRate: 2e-5, etaSeconds: 7 });
  expect(events.at(-1)).toMatchObject({
    type: 'done',
    result: { folder: join(folder, 'model'), tuning: 'full', steps: 8, loss: 2.5 },
  });
  expect(converted).toEqual([join(folder, 'run', 'model.gguf')]);
  expect(await readFile(join(folder, 'run', 'data', 'train.txt'), 'utf8')).toBe('Who are you?\nA bot.\n\n'.repeat(20));
  const { args } = JSON.parse(await readFile(join(folder, 'run', 'trainer.json'), 'utf8')) as { args: string[] };
  expect(args.join(' ')).toContain(`--model ${base} --file`);
  expect(args.join(' ')).toContain('--ctx-size 64 --batch-size 64 --ubatch-size 64 --epochs 2 --learning-rate 0.00002');
  expect(log).toEqual(['main: reading 420 characters']);
  expect(await readFile(join(folder, 'run', 'log.txt'), 'utf8')).toContain('main: reading');
  expect(events.filter(({ type }) => type === 'warning')).toMatchObject([{ message: message('no schedule') }]);
});

describe('refuses', () => {
  test.each([
    [{ method: 'dpo' }, 'method dpo'],
    [{ tuning: 'lora' }, 'tuning lora'],
    [{ maxSteps: 5, distributed: { processes: 2 } }, 'maxSteps, distributed'],
  ] as const)('%j, which the program cannot do', async (settings, said) => {
    await expect(all(driver().train(run(settings)))).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: message(said),
    });
  });

  test('bases that are no GGUF, and a program that is not there', async () => {
    const hub = run({}, { base: { type: 'hub', id: 'a/b' } });
    await expect(all(driver().train(hub))).rejects.toMatchObject({ code: 'UNSUPPORTED', message: message('.gguf') });
    const missing = driver('', 'llama-finetune');
    expect(await missing.probe()).toMatchObject({ ready: false, problems: [{ message: message('PATH') }] });
    await expect(all(missing.prepare(run()))).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: message('LLAMA_FINETUNE_PATH'),
    });
    expect(await driver().probe()).toMatchObject({ ready: true, facts: { program: standIn } });
  });

  test('rows that are not text, with their line, and too little of it', async () => {
    const call = { role: 'assistant', content: null, tool_calls: [] };
    await writeFile(
      join(folder, 'train.jsonl'),
      `${JSON.stringify(row)}\n${JSON.stringify({ ...row, completion: [call] })}\n`,
    );
    await expect(all(driver().train(run()))).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: message('train.jsonl:2 '),
    });
    await writeFile(join(folder, 'train.jsonl'), `${JSON.stringify(row)}\n`);
    await expect(all(driver().train(run()))).rejects.toMatchObject({ message: message('smaller maxLength') });
  });
});

test.each([
  ['nan', 'OUTPUT_INVALID', 'diverged'],
  ['memory', 'RESOURCE_EXHAUSTED', 'Memory'],
  ['graph', 'UNSUPPORTED', 'has room for'],
  ['crash', 'JOB_FAILED', 'exit code 3'],
])('a training that ends by %s is %s', async (mode, code, said) => {
  await expect(all(driver(mode).train(run()))).rejects.toMatchObject({ code, message: message(said) });
  expect(converted).toEqual([]);
  expect(await readdir(join(folder, 'run'))).not.toContain('model.gguf');
});

test('aborting kills the program', async () => {
  const stop = new AbortController();
  const training = (async () => {
    for await (const { type } of driver('hang').train(run(), { signal: stop.signal })) {
      if (type === 'step') stop.abort();
    }
  })();
  await expect(training).rejects.toMatchObject({ code: 'ABORTED' });
});

test.each([
  ['train: [██▌     ] data=0000012/0000100 loss=2.34567±0.01234 acc=45.67±1.23% t=00:01:02 ETA=01:02:03 ', 3723],
  ['val:   [████████] data=0000100/0000100 loss=1.00000±nan acc=0.00±nan% t=00:00:00 ETA=00:00:00 ', 0],
])('reads %j', (line, etaSeconds) => {
  expect(parseProgressLine(line)).toMatchObject({ etaSeconds, total: 100 });
});

test('other lines are no progress', () => {
  expect(parseProgressLine('train: nothing')).toBeUndefined();
  expect(parseProgressLine('load_tensors: data=1/2')).toBeUndefined();
});
