import { expect, test, vi } from 'vitest';
import { latest } from './latest.ts';

test('a figure is measured again when it is old', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const measure = vi.fn<() => number>().mockReturnValueOnce(1).mockReturnValueOnce(2);
    const read = latest(measure, 500);
    expect([read(), read()]).toEqual([1, 1]);
    vi.advanceTimersByTime(500);
    expect(read()).toBe(1);
    vi.advanceTimersByTime(1);
    expect([read(), read()]).toEqual([2, 2]);
    expect(measure).toHaveBeenCalledTimes(2);
  } finally {
    vi.useRealTimers();
  }
});
