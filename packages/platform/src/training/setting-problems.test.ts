import { expect, test } from 'vitest';
import { settingProblems } from './setting-problems.ts';

test.each<[object, string, string]>([
  [{ lora: { rang: 3 } }, 'lora.rang', 'is no setting of a training. Did you mean "lora.rank"?'],
  [{ rank: 3 }, 'rank', 'is no setting of a training. Did you mean "lora.rank"?'],
  [{ lora: { colour: 3 } }, 'lora.colour', 'is no setting of a training. lora has: rank, alpha, dropout, variant,'],
  [{ colour: 3 }, 'colour', 'is no setting of a training. A training has: method, tuning, lora,'],
  [{ lora: { rank: 'x' } }, 'lora.rank', 'must be a whole number from 1 to 1024, not "x".'],
  [{ lora: { alpha: 0 } }, 'lora.alpha', 'must be a number above 0, not 0.'],
  [{ lora: { dropout: 1 } }, 'lora.dropout', 'must be a number from 0 to 0.9, not 1.'],
  [{ lora: 5 }, 'lora', 'must be settings by name (rank, alpha, dropout, variant, targetModules, experts), not 5.'],
  [{ lora: { targetModules: 5 } }, 'lora.targetModules', 'must be "all-linear", or a list, such as ["…"], not 5.'],
  [{ epochs: 0 }, 'epochs', 'must be a number above 0 up to 1000, not 0.'],
  [{ maxSteps: -1 }, 'maxSteps', 'must be a whole number from 1, not -1.'],
  [{ packing: 'yes' }, 'packing', 'must be true or false, not "yes".'],
  [{ quantization: '2bit' }, 'quantization', 'must be one of none, 8bit, 4bit, auto, not "2bit".'],
  [{ continual: { replay: {} } }, 'continual.replay.data', 'must be text.'],
  [{ rewards: [{ type: 'regex', pattern: 'a' }] }, 'rewards', 'rewards are of grpo and ppo; other methods'],
])('%j: %s %s', (settings, setting, message) => {
  const problems = settingProblems(settings);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ setting, message: expect.stringContaining(message) as string });
});

test('all mistakes are told, and none where there is none', () => {
  expect(settingProblems({ epochs: 'x', lora: { rank: 0, beta: 1 } }).map(({ setting }) => setting)).toEqual(
    expect.arrayContaining(['epochs', 'lora.rank', 'lora.beta']),
  );
  expect(settingProblems({ method: 'dpo', lora: { rank: 8 } })).toEqual([]);
});
