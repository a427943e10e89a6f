import { TuneloopError } from '@tuneloop/protocol';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const retryMs = 20;
const patienceMs = 8_000;
/** Whoever held it so long has died: what is done under the lock takes milliseconds. */
const staleMs = 5_000;

/**
 * Runs `work` while no other process that asks for the same lock file runs its own.
 *
 * Errors: `STORE_FAILED` when the lock stays taken for 8 s or cannot be made.
 */
export async function withFileLock<T>(lockPath: string, work: () => Promise<T>): Promise<T> {
  await acquireLock(lockPath);
  try {
    return await work();
  } finally {
    await rm(lockPath, { force: true });
  }
}

async function acquireLock(lockPath: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      await mkdir(dirname(lockPath), { recursive: true });
      const file = await open(lockPath, 'wx', 0o600);
      await file.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new TuneloopError('STORE_FAILED', `The lock ${lockPath} could not be made.`, { cause: error });
      }
    }
    if (performance.now() > deadline) {
      throw new TuneloopError('STORE_FAILED', `Another process keeps ${lockPath}; remove it if none is running.`);
    }
    if (await isStale(lockPath)) await rm(lockPath, { force: true });
    else await wait(retryMs);
  }
}

async function isStale(lockPath: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(lockPath)).mtimeMs > staleMs;
  } catch {
    return false;
  }
}
