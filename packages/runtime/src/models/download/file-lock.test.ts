import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withFileLock } from './file-lock.ts';

let folder: string;
let lock: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-lock-'));
  lock = join(folder, 'model.gguf.lock');
});
afterEach(() => rm(folder, { recursive: true }));

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

it('takes over from another host only when the lock has gone stale', async () => {
  await writeFile(lock, JSON.stringify({ id: 'x', processId: 1, host: 'elsewhere' }));
  const early = withFileLock(lock, () => Promise.resolve('early'), { pollMs: 10, signal: AbortSignal.timeout(100) });
  await expect(early).rejects.toMatchObject({ code: 'TIMEOUT' });
  const past = new Date(Date.now() - 60_000);
  await utimes(lock, past, past);
  await expect(withFileLock(lock, () => Promise.resolve('late'))).resolves.toBe('late');
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
