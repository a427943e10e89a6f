import { readFile, statfs } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { formatBytes } from '@tuneloop/runtime';
import { z } from 'zod';
import { runFolder } from '../../run/run-folder.ts';

const planSchema = z.object({ diskBytes: z.number() });

/** Errors: `RESOURCE_EXHAUSTED` where `neededBytes` do not fit into `folder`'s disk. */
export async function requireDisk(folder: string, neededBytes: number, what: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const availableBytes = bavail * bsize;
  if (availableBytes >= neededBytes) return;
  throw new TuneloopError(
    'RESOURCE_EXHAUSTED',
    `${what} needs ${formatBytes(neededBytes)} of disk, and ${folder} has ${formatBytes(availableBytes)} free. Free some ` +
      'space, keep fewer checkpoints (checkpoint.keep), or choose another folder.',
    { details: { reason: 'disk', neededBytes, availableBytes } },
  );
}

/** What the plan of a run says that it needs; 0 where it was not planned. */
export async function plannedDisk(folder: string): Promise<number> {
  try {
    return planSchema.parse(JSON.parse(await readFile(runFolder(folder).plan, 'utf8'))).diskBytes;
  } catch {
    return 0;
  }
}
