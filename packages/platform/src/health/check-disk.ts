import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Below this a database cannot even be rolled back, in bytes. */
const leastFreeBytes = 16 * 1024 ** 2;
/** A disk that hangs does not answer at all. */
const answerMs = 2000;
/** Probes come more often than disks change. */
const validMs = 5000;

/**
 * Says what is wrong with the disk of a folder, if anything is: nothing can be written, it is full, it does not answer.
 * Asks the disk at most every five seconds.
 */
export function createDiskCheck(folder: string): () => Promise<string | undefined> {
  let answer: Promise<string | undefined> | undefined;
  let askedAt = -Infinity;
  return () => {
    const now = performance.now();
    if (answer === undefined || now - askedAt > validMs) {
      askedAt = now;
      answer = askDisk(folder);
    }
    return answer;
  };
}

async function askDisk(folder: string): Promise<string | undefined> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve('The disk of the data folder does not answer.'), answerMs);
  try {
    return await Promise.race([tryDisk(folder), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function tryDisk(folder: string): Promise<string | undefined> {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < leastFreeBytes) return 'The disk of the data folder is full.';
    await writeFile(probe, 'probe');
    await rm(probe, { force: true });
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') return 'The disk of the data folder is full.';
    return `The data folder cannot be written (${code ?? 'unknown'}).`;
  }
}
