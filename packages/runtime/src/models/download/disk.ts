import { open, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { formatBytes } from '../format-bytes.ts';

/** A file that grows at its end. */
export interface AppendableFile {
  append(data: Uint8Array): Promise<void>;
  /** Returns when the data is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What downloads need of a disk; replaced in tests to simulate a full one. */
export interface Disk {
  /** Bytes that this user may still write into the folder's file system. */
  availableBytes(folder: string): Promise<number>;
  /** Opens a file at its end; makes it when there is none. */
  openForAppend(path: string): Promise<AppendableFile>;
}

export const localDisk: Disk = {
  async availableBytes(folder) {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
  async openForAppend(path) {
    const handle = await open(path, 'a');
    return {
      // Unlike write(), appendFile() never stops after a part of the data.
      append: (data) => handle.appendFile(data),
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
};

/** Errors: `RESOURCE_EXHAUSTED` when `neededBytes` more do not fit beside `path`. */
export async function requireSpace(disk: Disk, path: string, neededBytes: number): Promise<void> {
  const availableBytes = await availableBytesOr(Number.POSITIVE_INFINITY, disk, path);
  if (availableBytes < neededBytes) throw diskFull(path, neededBytes, availableBytes);
}

/** Gives a failed write its meaning: a full disk, a folder that may not be written, or anything else as it is. */
export async function explainWriteError(
  error: unknown,
  disk: Disk,
  path: string,
  neededBytes: number | undefined,
): Promise<unknown> {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return diskFull(path, neededBytes, await availableBytesOr(0, disk, path), error);
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new TuneloopError(
      'STORE_FAILED',
      `The folder ${dirname(path)} cannot be written. Give this user write access, or choose another with TUNELOOP_CACHE or LLAMA_CACHE.`,
      { details: { path }, cause: error },
    );
  }
  return error;
}

async function availableBytesOr(fallback: number, disk: Disk, path: string): Promise<number> {
  try {
    return await disk.availableBytes(dirname(path));
  } catch {
    return fallback;
  }
}

function diskFull(path: string, needed: number | undefined, availableBytes: number, cause?: unknown): TuneloopError {
  const need = needed === undefined ? 'more' : formatBytes(needed);
  return new TuneloopError(
    'RESOURCE_EXHAUSTED',
    `The disk is full: ${need} needed, ${formatBytes(availableBytes)} free in ${dirname(path)}. Free some space ` +
      `(tuneloop rm removes models), or choose another folder with TUNELOOP_CACHE or LLAMA_CACHE; what is downloaded so far is kept.`,
    { details: { path, neededBytes: needed, availableBytes }, cause },
  );
}
