import { expect, test } from 'vitest';
import { describeDuration } from './describe-duration.ts';

test.each([
  [0.5, '0 s'],
  [8.9, '8 s'],
  [60, '1 min'],
  [725, '12 min 5 s'],
  [3 * 86_400 + 4 * 3600 + 59, '3 d 4 h'],
  [86_400 + 59 * 60, '1 d'],
])('%d s is %s', (seconds, described) => {
  expect(describeDuration(seconds)).toBe(described);
});
