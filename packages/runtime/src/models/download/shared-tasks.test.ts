import { setTimeout as sleep } from 'node:timers/promises';
import type { ProgressListener } from '@tuneloop/protocol';
import { expect, it, vi } from 'vitest';
import { createSharedTasks } from './shared-tasks.ts';

it('runs once for callers that come while it runs, and again afterwards', async () => {
  const tasks = createSharedTasks<number>();
  let runs = 0;
  const start = async (): Promise<number> => {
    await sleep(5);
    return ++runs;
  };
  expect(await Promise.all([tasks.run('a', {}, start), tasks.run('a', {}, start)])).toEqual([1, 1]);
  expect(await tasks.run('a', {}, start)).toBe(2);
});

it('tells every caller of the progress', async () => {
  const tasks = createSharedTasks<void>();
  const listeners = [vi.fn<ProgressListener>(), vi.fn<ProgressListener>()];
  await Promise.all(
    listeners.map((onProgress) =>
      tasks.run('a', { onProgress }, async (options) => {
        await sleep(5);
        options.onProgress({ phase: 'download', completed: 1 });
      }),
    ),
  );
  for (const listener of listeners)
    expect(listener).toHaveBeenCalledExactlyOnceWith({ phase: 'download', completed: 1 });
});

it('goes on for the others when one cancels, and stops with the last', async () => {
  const tasks = createSharedTasks<string>();
  const first = new AbortController();
  const second = new AbortController();
  let signal: AbortSignal | undefined;
  const start = async (options: { signal: AbortSignal }): Promise<string> => {
    signal = options.signal;
    await sleep(1000, undefined, { signal });
    return 'done';
  };
  const a = tasks.run('a', { signal: first.signal }, start);
  const b = tasks.run('a', { signal: second.signal }, start);
  first.abort();
  await expect(a).rejects.toMatchObject({ code: 'ABORTED' });
  expect(signal?.aborted).toBe(false);
  second.abort();
  await expect(b).rejects.toMatchObject({ name: 'AbortError' });
  expect(signal?.aborted).toBe(true);
});
