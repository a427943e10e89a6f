import { expect, it } from 'vitest';
import { trainingConfigSchema } from '../../config/training-config-schema.ts';
import type { TrainingSettings } from '../../config/training-config.ts';
import { smallerSettings } from './smaller-settings.ts';

it('halves the rows at a time, then trades time, precision and length for memory', () => {
  const tried: TrainingSettings[] = [];
  const settings: TrainingSettings = { batchSize: 3, gradientAccumulation: 2, maxLength: 600 };
  for (;;) {
    const smaller = smallerSettings(trainingConfigSchema.parse(settings));
    if (smaller === undefined) break;
    tried.push(smaller);
    Object.assign(settings, smaller);
  }
  expect(tried).toEqual([
    { batchSize: 2, gradientAccumulation: 3 },
    { batchSize: 1, gradientAccumulation: 6 },
    { gradientCheckpointing: true },
    { quantization: '4bit' },
    { maxLength: 300 },
    { maxLength: 256 },
  ]);
});
