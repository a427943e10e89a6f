import { TuneloopError } from '@tuneloop/protocol';
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const retryMs = 20;
const patienceMs = 8_000;
const touchMs = 1_000;
/**
 * Whoever has not touched its lock for so long has died: what is done under it takes milliseconds. Measured by the
 * monotonic clock of who waits; held against the time of day, a clock that was set would make a living holder's lock
 * stale, or a dead one's good for hours.
 */
const staleMs = 5_000;

/**
 * Runs `work` while no other process that asks for the same lock file runs its own.
 *
 * Errors: `STORE_FAILED` when the lock stays taken for 8 s or cannot be made.
 */
export async function withFileLock<T>(lockPath: string, work: () => Promise<T>): Promise<T> {
  const file = await acquireLock(lockPath);
  const heartbeat = setInterval(() => {
    const now = new Date();
    file.utimes(now, now).catch(() => undefined);
  }, touchMs).unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await release(lockPath, file);
  }
}

async function acquireLock(lockPath: string): Promise<FileHandle> {
  const deadline = performance.now() + patienceMs;
  let seen: { stamp: string; since: number } | undefined;
  for (;;) {
    try {
      await mkdir(dirname(lockPath), { recursive: true });
      return await open(lockPath, 'wx', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new TuneloopError('STORE_FAILED', `The lock ${lockPath} could not be made.`, { cause: error });
      }
    }
    const now = performance.now();
    if (now > deadline) {
      throw new TuneloopError('STORE_FAILED', `Another process keeps ${lockPath}; remove it if none is running.`);
    }
    const stamp = await stampOf(lockPath);
    if (stamp === undefined) continue;
    if (stamp !== seen?.stamp) seen = { stamp, since: now };
    else if (now - seen.since > staleMs) await takeAway(lockPath, stamp);
    await wait(retryMs);
  }
}

/** Another one after each touch; `undefined` when there is no lock. */
async function stampOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && `${found.ino} ${found.mtimeMs}`;
}

/** Moving it aside is atomic: of several who find it stale, one succeeds. */
async function takeAway(lockPath: string, stamp: string): Promise<void> {
  const aside = `${lockPath}.${randomUUID()}`;
  try {
    await rename(lockPath, aside);
  } catch {
    return;
  }
  // Somebody else was quicker, and what was moved is their new lock: it goes back.
  if ((await stampOf(aside)) !== stamp) await link(aside, lockPath).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Unless somebody has taken it over meanwhile. */
async function release(lockPath: string, file: FileHandle): Promise<void> {
  try {
    const [own, found] = await Promise.all([file.stat(), stat(lockPath).catch(() => undefined)]);
    if (own.ino === found?.ino) await rm(lockPath, { force: true });
  } finally {
    await file.close();
  }
}
