import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAdapter } from '@tuneloop/runtime';
import { writeTestBaseModel, writeTestPeftAdapter } from '@tuneloop/runtime/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trainingConfigSchema } from '../config/training-config-schema.ts';
import type { TrainingSettings } from '../config/training-config.ts';
import { convertTrained, type ConvertTrainedOptions } from './convert-trained.ts';

let folder: string;
let baseGguf: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-convert-'));
  baseGguf = join(folder, 'Small-Base.gguf');
  await writeTestBaseModel(baseGguf);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function options(settings: TrainingSettings = {}): ConvertTrainedOptions {
  const config = trainingConfigSchema.parse(settings);
  return {
    run: { id: 'run_1', folder, base: { type: 'gguf', path: baseGguf }, config, data: { train: '' } },
    result: { folder: join(folder, 'output'), tuning: 'lora' },
    baseGguf,
    base: join(folder, 'base'),
    output: join(folder, 'adapter.gguf'),
    cacheFolder: folder,
    name: 'pirate',
    trainingData: 'chats.jsonl',
    python: 'no-python-is-needed',
  };
}

test.each([
  ['plain', {}, 16],
  ['rank-stabilised', { use_rslora: true }, 16 * Math.sqrt(4)],
])('a %s LoRA is converted without Python, with its strength', async (_, config, alpha) => {
  await writeTestPeftAdapter({ base: baseGguf, folder: join(folder, 'output'), rank: 4, alpha: 16, config });
  const result = await convertTrained(options());
  expect(result).toMatchObject({ kind: 'adapter', method: 'direct', rank: 4, file: join(folder, 'adapter.gguf') });
  expect(result.alpha).toBeCloseTo(alpha, 5);
  expect(result.sha256).toMatch(/^[\da-f]{64}$/);
  expect(await readAdapter(result.file)).toMatchObject({
    name: 'pirate',
    baseModel: 'Small-Base',
    sizeBytes: result.sizeBytes,
  });
});

test('a reward model is refused, and so is what is no adapter', async () => {
  await expect(convertTrained(options({ method: 'reward' }))).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  const gone = { ...options(), result: { folder: join(folder, 'gone'), tuning: 'lora' as const } };
  await expect(convertTrained(gone)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
