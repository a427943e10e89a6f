import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunFolder } from '@tuneloop/lora';
import { writeJson } from '../training/write-json.ts';

const markerOf = ({ folder }: Pick<RunFolder, 'folder'>): string => join(folder, 'data', 'collected-until.json');

/** Up to when a run has taken what people said; left out where it has taken nothing. */
export async function readCollectedUntil(folder: Pick<RunFolder, 'folder'>): Promise<string | undefined> {
  try {
    return (JSON.parse(await readFile(markerOf(folder), 'utf8')) as { until: string }).until;
  } catch {
    return undefined;
  }
}

export function writeCollectedUntil(folder: Pick<RunFolder, 'folder'>, until: string): Promise<void> {
  return writeJson(markerOf(folder), { until });
}

export async function forgetCollectedUntil(folder: Pick<RunFolder, 'folder'>): Promise<void> {
  await rm(markerOf(folder), { force: true });
}
