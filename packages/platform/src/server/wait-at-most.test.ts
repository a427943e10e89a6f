import { expect, test } from 'vitest';
import { waitAtMost } from './wait-at-most.ts';

test('what settles in time, either way, is waited for; what does not is left behind', async () => {
  expect(await waitAtMost(Promise.resolve(1), 1000)).toBe(true);
  expect(await waitAtMost(Promise.reject(new Error('failed')), 1000)).toBe(true);
  expect(await waitAtMost(new Promise(() => undefined), 10)).toBe(false);
});
