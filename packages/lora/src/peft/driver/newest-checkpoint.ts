import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../../files/exists.ts';

/** Written last, when all else of a checkpoint is on the disk. */
const marker = 'complete';

export interface Checkpoint {
  step: number;
  folder: string;
}

/** The newest whole checkpoint in a folder; what a killed trainer left half written is no checkpoint. */
export async function newestCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  const checkpoints = await listCheckpoints(folder);
  for (const checkpoint of checkpoints.toReversed()) if (await isWhole(checkpoint)) return checkpoint;
  return undefined;
}

/** Removes what a killed trainer left half written. */
export async function removeHalfCheckpoints(folder: string): Promise<void> {
  for (const checkpoint of await listCheckpoints(folder)) {
    if (!(await isWhole(checkpoint))) await rm(checkpoint.folder, { recursive: true, force: true });
  }
}

async function listCheckpoints(folder: string): Promise<Checkpoint[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .flatMap((name) => {
      const step = /^checkpoint-(\d+)$/.exec(name)?.[1];
      return step === undefined ? [] : [{ step: Number(step), folder: join(folder, name) }];
    })
    .toSorted((a, b) => a.step - b.step);
}

function isWhole({ folder }: Checkpoint): Promise<boolean> {
  return exists(join(folder, marker));
}
