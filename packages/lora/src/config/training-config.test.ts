import { expect, test } from 'vitest';
import { learningRateOf, trainingConfigSchema } from './training-config.ts';

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
