import { expect, test } from 'vitest';
import { trainingConfigSchema } from '../config/training-config-schema.ts';
import type { TrainingSettings } from '../config/training-config.ts';
import type { TrainingRun } from '../driver/training-driver.ts';
import { trainerConfig } from './trainer-config.ts';

const run = (settings: TrainingSettings): TrainingRun => ({
  id: 'run_1',
  folder: '/runs/run_1',
  base: { type: 'folder', path: '/base' },
  config: trainingConfigSchema.parse(settings),
  data: { train: '/runs/run_1/data/train.jsonl' },
});

test('every value that a default decides is written out', () => {
  expect(trainerConfig(run({}), { base: '/base' })).toMatchObject({
    base: '/base',
    resume_from: null,
    stop_file: '/runs/run_1/STOP',
    output: '/runs/run_1/output',
    validation: null,
    lora: { rank: 16, alpha: 32 },
    learning_rate: 2e-4,
    continual: { ewc: null, replay: null },
    distributed: { deepspeed: null, fsdp: null },
    wandb: false,
  });
});

test('names are those of Python, but what the user wrote stays as it is', () => {
  const rewards = [{ type: 'json-schema' as const, schema: { minProperties: 1 }, weight: 1 }];
  const settings = { method: 'grpo' as const, rewards, generations: 4 };
  expect(trainerConfig(run(settings), { base: '/base', resumeFrom: '/c/checkpoint-2' })).toMatchObject({
    resume_from: '/c/checkpoint-2',
    rewards: [{ type: 'json-schema', schema: { minProperties: 1 }, weight: 1 }],
    max_new_tokens: 128,
  });
  const ewc = { lambda: 10, data: '/old.jsonl', samples: 4 };
  expect(trainerConfig(run({ continual: { ewc } }), { base: '/base' })).toMatchObject({
    continual: { ewc: { strength: 10, data: '/old.jsonl', samples: 4 } },
  });
});

test.each([
  ['zero2', { deepspeed: { zero_optimization: { stage: 2 } }, fsdp: null }],
  ['zero3', { deepspeed: { zero_optimization: { stage: 3 } }, fsdp: null }],
  ['fsdp', { deepspeed: null, fsdp: { version: 2, state_dict_type: 'FULL_STATE_DICT' } }],
  ['ddp', { deepspeed: null, fsdp: null }],
] as const)('%s is handed to the trainer in its own form', (strategy, distributed) => {
  expect(trainerConfig(run({ distributed: { processes: 2, strategy } }), { base: '/base' })).toMatchObject({
    distributed: { processes: 2, ...distributed },
  });
});

test('a quantization that nobody has decided is refused', () => {
  expect(() => trainerConfig(run({ quantization: 'auto' }), { base: '/base' })).toThrow('plan the training first');
});
