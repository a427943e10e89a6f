import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';

export interface FileLockOptions {
  signal?: AbortSignal | undefined;
  /** Called now and then while somebody else holds the lock, with who that is, where it can be read. */
  onWait?: ((holder: LockHolder | undefined) => Promise<void>) | undefined;
  /** A lock that its holder has not touched for so long, by the monotonic clock of who waits, is taken over. */
  staleAfterMs?: number | undefined;
  pollMs?: number | undefined;
}

export interface LockHolder {
  id: string;
  processId: number;
  host: string;
}

/**
 * Runs `action` while holding a lock file, which other processes on this machine or on a shared disk respect.
 * The holder touches the file while it lives; a lock is taken over when its process is gone (on this host) or when it
 * was not touched for `staleAfterMs` (on another).
 *
 * Errors: `ABORTED` while waiting.
 */
export async function withFileLock<T>(
  path: string,
  action: () => Promise<T>,
  options: FileLockOptions = {},
): Promise<T> {
  const staleAfterMs = options.staleAfterMs ?? 30_000;
  const holder: LockHolder = { id: randomUUID(), processId: process.pid, host: hostname() };
  const unchangedMs = createWatch(path);
  while (!(await tryCreate(path, holder))) {
    throwIfAborted(options.signal);
    if (await takeOverStale(path, (await unchangedMs()) >= staleAfterMs)) continue;
    await options.onWait?.(await readHolder(path));
    await sleep(options.pollMs ?? 200, undefined, { signal: options.signal }).catch((error: unknown) => {
      throw TuneloopError.from(options.signal?.reason ?? error, 'ABORTED');
    });
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, staleAfterMs / 5);
  heartbeat.unref();
  try {
    return await action();
  } finally {
    clearInterval(heartbeat);
    if ((await readHolder(path))?.id === holder.id) await rm(path, { force: true });
  }
}

async function tryCreate(path: string, holder: LockHolder): Promise<boolean> {
  // Written aside and linked, so that nobody ever sees a lock without its holder.
  const draft = `${path}.${holder.id}`;
  const handle = await open(draft, 'wx');
  try {
    await handle.writeFile(JSON.stringify(holder));
    await handle.close();
    await link(draft, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // Some file systems know no hard links.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') return await tryCreateInPlace(path, holder);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function tryCreateInPlace(path: string, holder: LockHolder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * For how long, in ms, a file has been seen unchanged. Its time of change against the time of day would say nothing:
 * clocks are set, and those of other hosts differ.
 */
function createWatch(path: string): () => Promise<number> {
  let seen: { stamp: string; since: number } | undefined;
  return async () => {
    const found = await stat(path).catch(() => undefined);
    const stamp = found && `${found.ino} ${found.mtimeMs}`;
    if (stamp === undefined || stamp !== seen?.stamp)
      seen = stamp === undefined ? undefined : { stamp, since: performance.now() };
    return seen ? performance.now() - seen.since : 0;
  };
}

/** Whether the lock was stale and is gone. Moving it aside is atomic: of several who try, one succeeds. */
async function takeOverStale(path: string, isUntouched: boolean): Promise<boolean> {
  const holder = await readHolder(path);
  const dead = holder !== undefined && holder.host === hostname() && !isRunning(holder.processId);
  if (!dead && !isUntouched) return false;
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return true;
  }
  const moved = await readHolder(aside);
  // Somebody else was quicker and what was moved is their new lock: it goes back.
  if (moved?.id !== holder?.id) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
  return moved?.id === holder?.id;
}

async function readHolder(path: string): Promise<LockHolder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as LockHolder;
  } catch {
    return undefined;
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
