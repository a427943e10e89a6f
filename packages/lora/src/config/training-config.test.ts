import { expect, test } from 'vitest';
import { trainingConfigSchema } from './training-config-schema.ts';
import { learningRateOf, type TrainingSettings } from './training-config.ts';

test('nothing given is a whole configuration', () => {
  const config = trainingConfigSchema.parse({});
  expect(config).toMatchObject({ method: 'sft', lora: { rank: 16, variant: 'plain' }, checkpoint: { keep: 2 } });
  expect(learningRateOf(config)).toBe(2e-4);
  expect(learningRateOf(trainingConfigSchema.parse({ tuning: 'full', method: 'dpo' }))).toBeCloseTo(5e-6);
});

test.each([
  [{ lora: { rang: 8 } }, 'rang'],
  [{ method: 'bco' }, 'method'],
  [{ distributed: { master: 'nowhere' } }, 'host:port'],
  [{ rewards: [{ type: 'regex' }] }, 'pattern'],
])('%j is refused', (settings, said) => {
  expect(trainingConfigSchema.safeParse(settings).error?.message).toContain(said);
});

test.each<[TrainingSettings, string]>([
  [{ tuning: 'full', quantization: '4bit' }, 'quantization'],
  [{ method: 'reward', quantization: '8bit' }, 'quantization'],
  [{ qat: 'int4', quantization: '4bit' }, 'qat'],
  [{ qat: 'int8', lora: { variant: 'dora' } }, 'qat'],
  [{ lora: { experts: true, dropout: 0.1 } }, 'lora.experts'],
  [{ packing: true, method: 'dpo' }, 'packing'],
  [{ beta: 0.1 }, 'beta'],
  [{ method: 'orpo', lossType: 'ipo' }, 'lossType'],
  [{ rewards: [{ type: 'regex', pattern: 'a', weight: 1 }] }, 'rewards'],
  [{ method: 'grpo' }, 'rewards'],
  [{ method: 'ppo', rewards: [{ type: 'regex', pattern: 'a', weight: 1 }] }, 'rewards'],
  [
    { method: 'grpo', generations: 3, batchSize: 4, rewards: [{ type: 'length', tokens: 5, weight: 1 }] },
    'generations',
  ],
  [{ method: 'kto', batchSize: 1 }, 'batchSize'],
  [{ method: 'reward', continual: { ewc: { lambda: 1, data: 'old.jsonl', samples: 8 } } }, 'continual.ewc'],
  [{ distributed: { strategy: 'zero2' } }, 'distributed.strategy'],
  [{ distributed: { processes: 2, strategy: 'fsdp' }, quantization: '4bit' }, 'quantization'],
  [{ distributed: { nodes: 2 } }, 'distributed.master'],
  [{ distributed: { nodes: 2, nodeRank: 2, master: 'first:29500' } }, 'distributed.nodeRank'],
])('%j cannot go together', (settings, path) => {
  const { error } = trainingConfigSchema.safeParse(settings);
  expect(error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
});

test.each<TrainingSettings>([
  { qat: 'int4', lora: { variant: 'rslora' } },
  { method: 'ppo', rewards: [{ type: 'model', folder: 'reward', weight: 1 }] },
  { method: 'grpo', beta: 0.04, rewards: [{ type: 'length', tokens: 5, weight: 1 }], generations: 2 },
  { distributed: { processes: 2, strategy: 'zero3' } },
  { continual: { ewc: { lambda: 1, data: 'old.jsonl', samples: 8 } }, tuning: 'full' },
])('%j goes together', (settings) => {
  expect(trainingConfigSchema.safeParse(settings).error).toBeUndefined();
});
