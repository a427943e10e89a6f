import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withFileLock } from './file-lock.ts';

let folder: string;
let lock: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-lock-'));
  lock = join(folder, 'model.gguf.lock');
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

it('lets one in at a time and leaves nothing behind', async () => {
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 8 }, () =>
      withFileLock(
        lock,
        async () => {
          inside += 1;
          most = Math.max(most, inside);
          await sleep(5);
          inside -= 1;
        },
        { pollMs: 2 },
      ),
    ),
  );
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

it('takes over at once from a process that is gone', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await writeFile(lock, JSON.stringify({ id: 'x', processId: pid, host: hostname() }));
  const start = performance.now();
  await expect(withFileLock(lock, () => Promise.resolve('done'))).resolves.toBe('done');
  expect(performance.now() - start).toBeLessThan(1000);
});

it('takes over from another host only when nobody has touched the lock for long', async () => {
  await writeFile(lock, JSON.stringify({ id: 'x', processId: 1, host: 'elsewhere' }));
  const touching = setInterval(() => void utimes(lock, new Date(), new Date()), 50);
  // Its clock may be wrong by a day.
  const past = new Date(Date.now() - 86_400_000);
  await utimes(lock, past, past);
  const options = { pollMs: 10, staleAfterMs: 400 };
  const early = withFileLock(lock, () => Promise.resolve('early'), { ...options, signal: AbortSignal.timeout(1000) });
  await expect(early).rejects.toMatchObject({ code: 'TIMEOUT' });
  clearInterval(touching);
  await expect(withFileLock(lock, () => Promise.resolve('late'), options)).resolves.toBe('late');
});

it.each([3_600_000, -3_600_000])('stays with who has it when the clock is set by %i ms', async (milliseconds) => {
  const order: string[] = [];
  const entered = Promise.withResolvers<void>();
  const first = withFileLock(lock, async () => {
    entered.resolve();
    await sleep(200);
    order.push('first');
  });
  await entered.promise;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });
  await Promise.all([first, withFileLock(lock, async () => void order.push('second'), { pollMs: 10 })]);
  expect(order).toEqual(['first', 'second']);
});

it('is given up when the caller cancels', async () => {
  const controller = new AbortController();
  const held = withFileLock(lock, () => sleep(300));
  await sleep(20);
  const waiting = withFileLock(lock, () => Promise.resolve(), { signal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
  await held;
});

it('is released when the action fails', async () => {
  await expect(withFileLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await readdir(folder)).toEqual([]);
});
