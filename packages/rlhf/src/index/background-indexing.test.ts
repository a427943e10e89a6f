import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BackgroundIndexing } from './background-indexing.ts';
import type { LogIndex } from './log-index.ts';

const ask = vi.fn<LogIndex['ask']>();
let indexing: BackgroundIndexing;

beforeEach(() => {
  vi.useFakeTimers();
  ask.mockReset().mockResolvedValue(undefined);
  indexing = new BackgroundIndexing({ ask, rest: async () => {} } as unknown as LogIndex, vi.fn());
});

afterEach(() => {
  indexing.stop();
  vi.useRealTimers();
});

async function writeEach500Ms(times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    indexing.schedule();
    await vi.advanceTimersByTimeAsync(500);
  }
}

test('waits until nothing is written any more', async () => {
  await writeEach500Ms(10);
  expect(ask).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(600);
  expect(ask).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledOnce();
});

test('waits for 30 seconds at most', async () => {
  await writeEach500Ms(59);
  expect(ask).not.toHaveBeenCalled();
  await writeEach500Ms(2);
  expect(ask).toHaveBeenCalledOnce();
});

test('reads nothing after its end', async () => {
  indexing.schedule();
  indexing.stop();
  indexing.schedule();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).not.toHaveBeenCalled();
});
