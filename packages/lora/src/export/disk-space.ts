import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { formatBytes } from '@tuneloop/runtime';
import { isDiskFull } from '../files/is-disk-full.ts';
import { availableBytes } from '../files/require-disk.ts';

/** Makes the folder of `path`. Errors: `RESOURCE_EXHAUSTED` when `neededBytes` do not fit there, `STORE_FAILED`. */
export async function requireSpace(path: string, neededBytes: number): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new TuneloopError('STORE_FAILED', `The folder ${folder} cannot be made. Check its permissions.`, {
      cause: error,
    });
  });
  const available = await knownBytes(folder);
  if (available < neededBytes) throw diskFull(path, neededBytes, available);
}

/**
 * A failure while the disk has no room left is a full disk, whatever the writer said of it. To be asked before what was
 * written is removed.
 */
export async function explainFullDisk(error: unknown, path: string, neededBytes: number): Promise<unknown> {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const available = await knownBytes(dirname(path));
  const isMute = ['MODEL_LOAD_FAILED', 'JOB_FAILED'].includes(code) && available < 1 << 20;
  return isDiskFull(error) || isMute ? diskFull(path, neededBytes, available, error) : error;
}

/** Where a disk does not tell, writing to it will. */
function knownBytes(folder: string): Promise<number> {
  return availableBytes(folder).catch(() => Number.POSITIVE_INFINITY);
}

function diskFull(path: string, neededBytes: number, available: number, cause?: unknown): TuneloopError {
  return new TuneloopError(
    'RESOURCE_EXHAUSTED',
    `The disk is full: about ${formatBytes(neededBytes)} needed, ${formatBytes(available)} free in ${dirname(path)}. Free some space, or write elsewhere.`,
    { details: { path, neededBytes, availableBytes: available, reason: 'disk' }, cause },
  );
}
