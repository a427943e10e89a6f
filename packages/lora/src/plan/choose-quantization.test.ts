import { expect, test } from 'vitest';
import { trainingConfigSchema } from '../config/training-config-schema.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { chooseQuantization } from './choose-quantization.ts';
import { estimateMemory, type MemoryQuestion } from './estimate-memory.ts';
import type { ModelShape } from './model-shape.ts';
import { settingsThatFit } from './settings-that-fit.ts';
import { trainedParameters } from './trained-parameters.ts';

/** As Llama 2 with seven billion weights. */
const shape: ModelShape = {
  parameters: 6_738_415_616,
  linears: Array.from({ length: 32 }, (_, layer) => [
    ...['q_proj', 'k_proj', 'v_proj', 'o_proj'].map((name) => ({
      name: `${layer}.${name}`,
      inputs: 4096,
      outputs: 4096,
    })),
    ...['gate_proj', 'up_proj'].map((name) => ({ name: `${layer}.${name}`, inputs: 4096, outputs: 11_008 })),
    { name: `${layer}.down_proj`, inputs: 11_008, outputs: 4096 },
  ])
    .flat()
    .map((linear) => ({ ...linear, count: 1, isExpert: false })),
  layers: 32,
  hiddenSize: 4096,
  intermediateSize: 11_008,
  attentionSize: 4096,
  vocabularySize: 32_000,
};

function question(settings: object): Omit<MemoryQuestion, 'quantization'> {
  const config: TrainingConfig = trainingConfigSchema.parse({ quantization: 'auto', batchSize: 1, ...settings });
  return { shape, config, trained: trainedParameters(shape, config), longest: 512, device: 'gpu' };
}

test('an adapter of rank 16 has forty million numbers', () => {
  expect(question({}).trained).toBe(39_976_960);
});

test.each([
  [80e9, 'none'],
  [20e9, '8bit'],
  [13e9, '4bit'],
  [2e9, '4bit'],
])('with %d bytes auto is %s', (freeBytes, quantization) => {
  expect(chooseQuantization(question({}), freeBytes).quantization).toBe(quantization);
});

test('what is asked for is kept', () => {
  expect(chooseQuantization(question({ quantization: 'none' }), 2e9).quantization).toBe('none');
  expect(chooseQuantization(question({ quantization: '8bit' }), 80e9).quantization).toBe('8bit');
});

test('every saving saves', () => {
  const bytes = (settings: object, quantization: MemoryQuestion['quantization'] = 'none'): number =>
    estimateMemory({ ...question(settings), quantization }).total;
  const plain = bytes({});
  expect(bytes({}, '8bit')).toBeLessThan(plain);
  expect(bytes({}, '4bit')).toBeLessThan(bytes({}, '8bit'));
  expect(bytes({ gradientCheckpointing: true })).toBeLessThan(plain);
  expect(bytes({ precision: 'fp32' })).toBeGreaterThan(plain);
  expect(bytes({ tuning: 'full', quantization: 'none' })).toBeGreaterThan(plain);
  expect(bytes({ method: 'dpo' })).toBeGreaterThan(plain);
  expect(bytes({ lora: { rank: 64 } })).toBeGreaterThan(plain);
});

test('the mildest change that fits is proposed', () => {
  const asked = { ...question({ batchSize: 8 }), quantization: 'none' as const };
  const needed = estimateMemory(asked).total;
  expect(settingsThatFit(asked, needed)).toEqual({ batchSize: 4, gradientAccumulation: 2 });
  const checkpointed = { batchSize: 1, gradientAccumulation: 8, gradientCheckpointing: true };
  expect(settingsThatFit(asked, 18e9)).toEqual(checkpointed);
  expect(settingsThatFit(asked, 7e9)).toEqual({ ...checkpointed, quantization: '4bit' });
  const least = { ...question({ gradientCheckpointing: true }), quantization: '4bit' as const, longest: 256 };
  const room = (estimateMemory(least).total * 1.01) / 0.9;
  const cut = { ...checkpointed, quantization: '4bit', maxLength: 256 };
  expect(settingsThatFit({ ...asked, longest: 2048 }, room)).toEqual(cut);
  expect(settingsThatFit(asked, 1e9)).toBeUndefined();
  const whole = { ...question({ tuning: 'full', quantization: 'none' }), quantization: 'none' as const };
  expect(settingsThatFit(whole, 7e9)).toBeUndefined();
});
