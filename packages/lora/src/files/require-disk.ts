import { statfs } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { formatBytes } from '@tuneloop/runtime';

/** What a full disk is to be said of. */
export interface DiskNeed {
  /** Begins the sentence. */
  what: string;
  /** Besides making room: completes "Free some space, …". */
  advice: string;
}

/** Bytes that this user may still write into the folder's file system. Errors: those of the file system. */
export async function availableBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Errors: `RESOURCE_EXHAUSTED` where `neededBytes` do not fit into `folder`'s disk. */
export async function requireDisk(folder: string, neededBytes: number, { what, advice }: DiskNeed): Promise<void> {
  const available = await availableBytes(folder);
  if (available >= neededBytes) return;
  throw new TuneloopError(
    'RESOURCE_EXHAUSTED',
    `${what} needs ${formatBytes(neededBytes)} of disk, and ${folder} has ${formatBytes(available)} free. Free some ` +
      `space, ${advice}.`,
    { details: { reason: 'disk', neededBytes, availableBytes: available } },
  );
}
