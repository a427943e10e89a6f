import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { remember } from './remember.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('an answer is asked for again when it is old', () => {
  const ask = vi.fn<() => number>().mockReturnValueOnce(1).mockReturnValueOnce(2);
  const read = remember(ask, 500);
  expect([read(), read()]).toEqual([1, 1]);
  vi.advanceTimersByTime(499);
  expect(read()).toBe(1);
  vi.advanceTimersByTime(1);
  expect([read(), read()]).toEqual([2, 2]);
  expect(ask).toHaveBeenCalledTimes(2);
});

test('what is forgotten is asked for again, even when it was nothing', () => {
  const ask = vi.fn<() => undefined>();
  const read = remember(ask, 500);
  read();
  read();
  expect(ask).toHaveBeenCalledTimes(1);
  read.forget();
  read();
  expect(ask).toHaveBeenCalledTimes(2);
});
