import type { TrainingPlan } from '@tuneloop/lora';
import { expect, test } from 'vitest';
import { formatPlan } from './print-plan.ts';

const plan: TrainingPlan = {
  rows: 45,
  validationRows: 5,
  tokens: 12_345,
  trainedTokens: 4321,
  longestRow: 300,
  cutRows: 0,
  steps: 36,
  epochs: 3,
  parameters: 134_515_008,
  trainedParameters: 4_884_480,
  quantization: 'none',
  memoryBytes: 2.2e9,
  availableMemoryBytes: 21e9,
  diskBytes: 120e6,
  warnings: [],
};

test('a plan is told in lines', () => {
  expect(formatPlan(plan)).toBe(
    [
      'Rows:     45 to train on, 5 held out',
      'Tokens:   12,345 in one pass, 4,321 learned from; longest row 300',
      'Steps:    36, 3 passes over the rows',
      'Trained:  4.9M of 135M parameters',
      'Memory:   about 2.2 GB of 21.0 GB that are free',
      'Disk:     about 120 MB',
      'Time:     unknown before the first training of this kind on this machine',
    ].join('\n'),
  );
});

test('what is known is added, and warnings stand below', () => {
  const shown = formatPlan({
    ...plan,
    cutRows: 2,
    epochs: 0.333333,
    quantization: '4bit',
    device: 'gpu',
    memoryParts: { program: 1, weights: 3e9, activations: 5e9, logits: 1e9 },
    seconds: 200,
    warnings: ['Only\u001b[2J 3 rows.'],
  });
  expect(shown).toContain('longest row 300, 2 cut');
  expect(shown).toContain('0.33 passes');
  expect(shown).toContain('of 135M parameters, the base in 4 bits');
  expect(shown).toContain('free on the GPU (activations 5.0 GB, weights 3.0 GB, logits 1.0 GB)');
  expect(shown).toContain('about 3 min 20 s');
  expect(shown).toMatch(/\n\nNote: Only\[2J 3 rows\.$/);
});
