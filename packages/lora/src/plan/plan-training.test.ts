import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MemoryDevice } from '@tuneloop/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeStandInPython, writeTensors, writeTinyBase } from '../../test/plan/tiny-base.ts';
import { trainingConfigSchema } from '../config/training-config-schema.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { runFolder } from '../run/run-folder.ts';
import { planTraining, type PlanTrainingOptions } from './plan-training.ts';
import { recordTrainingSpeed } from './training-speeds.ts';

let root: string;
let options: PlanTrainingOptions;

const counts = {
  rows: 90,
  sequences: 90,
  tokens: 9000,
  trained_tokens: 4000,
  longest: 300,
  longest_used: 256,
  cut_rows: 2,
  lost_rows: 1,
  mismatched_rows: 0,
};
const tokens = { type: 'tokens', vocabulary: 100, train: counts, validation: { ...counts, rows: 10 } };
const ram = (freeBytes: number): MemoryDevice => ({ id: 'ram', kind: 'ram', name: 'RAM', totalBytes: 64e9, freeBytes });

function optionsOf(config: object, freeBytes = 8e9): PlanTrainingOptions {
  const folder = runFolder(join(root, 'run'));
  return {
    run: {
      id: 'run_1',
      folder: folder.folder,
      base: { type: 'folder', path: join(root, 'base') },
      config: trainingConfigSchema.parse({ maxLength: 256, ...config }),
      data: { train: folder.train, validation: folder.validation },
    },
    python: join(root, 'python'),
    baseFolder: join(root, 'base'),
    measure: () => Promise.resolve([ram(freeBytes)]),
  };
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'plan-training-'));
  await writeTinyBase(join(root, 'base'));
  await writeStandInPython(join(root, 'python'), [{ type: 'phase', phase: 'data', completed: 7, total: 100 }, tokens]);
  options = optionsOf({});
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

test('a plan says what a training takes', async () => {
  const seen: unknown[] = [];
  const plan = await planTraining({ ...options, onProgress: (progress) => seen.push(progress) });
  const perLayer = 8 * 8 + 4 * 8 + 16 * 8 + 8 * 16 + 8;
  expect(plan).toMatchObject({
    rows: 90,
    validationRows: 10,
    tokens: 9000,
    trainedTokens: 4000,
    longestRow: 300,
    cutRows: 2,
    steps: 69,
    epochs: 3,
    parameters: 1600 + 2 * perLayer,
    trainedParameters: 2 * 16 * (16 + 12 + 24 + 24),
    quantization: 'none',
    device: 'cpu',
    availableMemoryBytes: 8e9,
  });
  expect(plan.seconds).toBeUndefined();
  expect(plan.warnings.join('\n')).toMatch(/^2 of 90 rows are longer than maxLength[^\n]*300\.\nOf one row the prompt/);
  expect(Object.values(plan.memoryParts ?? {}).reduce((sum, bytes) => sum + bytes)).toBeCloseTo(plan.memoryBytes, -1);
  expect(seen).toEqual([{ completed: 7, total: 100 }]);
});

test('time comes from earlier trainings of this machine', async () => {
  const speedsFolder = join(root, 'cache');
  const kind = { device: 'cpu', method: 'sft', tuning: 'lora', quantization: 'none', parameters: 2320 } as const;
  await recordTrainingSpeed(speedsFolder, kind, { tokens: 1000, seconds: 10 });
  expect((await planTraining({ ...options, speedsFolder })).seconds).toBeCloseTo(270);
  // Twice the parameters, half the speed; another method, or far larger: nothing is known.
  await recordTrainingSpeed(speedsFolder, { ...kind, parameters: 1160 }, { tokens: 1000, seconds: 10 });
  expect((await planTraining({ ...options, speedsFolder })).seconds).toBeCloseTo(270);
  const dpo = optionsOf({ method: 'dpo' });
  expect((await planTraining({ ...dpo, speedsFolder })).seconds).toBeUndefined();
  await writeFile(join(speedsFolder, 'training-speeds.json'), '[{"device":');
  expect((await planTraining({ ...options, speedsFolder })).seconds).toBeUndefined();
});

/** 90 rows, of which one is dropped, since nothing of its answer is left. */
test.each<[Partial<Record<keyof TrainingConfig, unknown>>, number]>([
  [{}, 69],
  [{ maxSteps: 7 }, 7],
  // In place of the epochs, also where they are fewer steps.
  [{ maxSteps: 200, epochs: 1 }, 200],
  [{ epochs: 0.5 }, 12],
  [{ batchSize: 1, epochs: 1 }, 89],
  [{ gradientAccumulation: 4 }, 18],
  [{ distributed: { processes: 2 } }, 36],
  [{ packing: true }, 27],
  // A fifth of 111 rows are old ones.
  [{ continual: { replay: { data: 'old.jsonl' } }, epochs: 1 }, 28],
  // Rewards drop all that are cut.
  [{ method: 'dpo', batchSize: 1, epochs: 1 }, 89],
  [{ method: 'reward', batchSize: 1, epochs: 1 }, 88],
  [{ method: 'grpo', epochs: 1, rewards: [{ type: 'regex', pattern: 'a' }] }, 90],
])('%j takes %d steps', async (config, steps) => {
  expect((await planTraining(optionsOf(config))).steps).toBe(steps);
});

test('what does not fit is told, with settings that do', async () => {
  const warned = async (config: object, freeBytes: number): Promise<string> =>
    (await planTraining(optionsOf(config, freeBytes))).warnings.at(-1) ?? '';
  const { memoryBytes } = await planTraining(optionsOf({ batchSize: 256 }));
  expect(await warned({ batchSize: 256 }, memoryBytes * 0.97)).toMatch(
    /will likely fail\. It would fit with batchSize \d+, gradientAccumulation \d+\./,
  );
  expect(await warned({ batchSize: 256 }, memoryBytes * 1.05)).toContain('which is tight');
  expect(await warned({}, 1e6)).toContain('Free memory, or take a smaller base.');
});

test('what the data and the template say is passed on', async () => {
  const plan = await planTraining({
    ...options,
    prepared: { rows: 90, validationRows: 10, warnings: ['Mind the rows.'] },
    template: { matches: false, difference: 'Of a chat training writes "a".' },
  });
  expect(plan.warnings.slice(0, 2)).toEqual([
    'Mind the rows.',
    'Training and serving write conversations otherwise. Of a chat training writes "a".',
  ]);
});

test('targets that the base does not have are refused before anything is counted', async () => {
  await writeStandInPython(join(root, 'python'), []);
  const lora = { targetModules: ['c_attn'] };
  await expect(planTraining(optionsOf({ lora }))).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message:
      'The base has no layers called c_attn. It has: q_proj, k_proj, up_proj, down_proj; or take "all-linear" for all of them.',
  });
  const some = { lora: { targetModules: ['q_proj', 'mlp.up_proj'], rank: 2, variant: 'dora' } };
  await writeStandInPython(join(root, 'python'), [tokens]);
  expect((await planTraining(optionsOf(some))).trainedParameters).toBe(2 * (2 * (16 + 24) + 8 + 16));
});

test('an adapter that is gone on from keeps its own size', async () => {
  const startFrom = join(root, 'adapter');
  const going = { ...options, run: { ...options.run, startFrom } };
  await expect(planTraining(going)).rejects.toMatchObject({ code: 'ADAPTER_INVALID' });
  await writeTensors(startFrom, 'adapter_model.safetensors', { 'q.lora_A.weight': [2, 8], 'q.lora_B.weight': [8, 2] });
  expect((await planTraining(going)).trainedParameters).toBe(32);
  await writeFile(join(startFrom, 'adapter_model.safetensors'), 'torn');
  await expect(planTraining(going)).rejects.toMatchObject({ code: 'ADAPTER_INVALID' });
});

test('experts count where they are to be changed', async () => {
  const tensors = {
    'model.layers.0.mlp.experts.gate_up_proj': [4, 32, 8],
    'model.layers.0.self_attn.q_proj.weight': [8, 8],
  };
  await writeTinyBase(join(root, 'base'), tensors, { moe_intermediate_size: 16, num_experts_per_tok: 2 });
  const trained = async (experts: boolean): Promise<number> =>
    (await planTraining(optionsOf({ lora: { rank: 1, experts } }))).trainedParameters;
  expect(await trained(false)).toBe(16);
  expect(await trained(true)).toBe(16 + 4 * 40);
});

test.each([
  ['no config.json', async () => rm(join(root, 'base', 'config.json')), 'MODEL_NOT_FOUND'],
  ['a broken config.json', async () => writeFile(join(root, 'base', 'config.json'), '{'), 'MODEL_LOAD_FAILED'],
  ['no weights', async () => rm(join(root, 'base', 'model.safetensors')), 'MODEL_LOAD_FAILED'],
  ['torn weights', async () => writeFile(join(root, 'base', 'model.safetensors'), 'x'), 'MODEL_LOAD_FAILED'],
])('a base with %s is refused', async (_, damage, code) => {
  await damage();
  await expect(planTraining(options)).rejects.toMatchObject({ code });
});
