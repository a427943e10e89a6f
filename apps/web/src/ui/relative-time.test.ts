import { expect, test } from 'vitest';
import { describeTime } from './relative-time.tsx';

const now = Date.UTC(2026, 0, 31, 12);

test.each([
  [0, 'now'],
  [-30, '30 sec. ago'],
  [-90, '1 min. ago'],
  [-3 * 3600, '3 hr. ago'],
  [-86_400, 'yesterday'],
  [-40 * 86_400, 'Dec 22, 2025'],
])('%i s from now: %s', (seconds, said) => {
  expect(describeTime(now + seconds * 1000, now)).toBe(said);
});
