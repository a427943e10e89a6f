import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { peftConfigName, peftWeightsName } from '../peft/peft-files.ts';
import type { AdapterCandidate } from './find-adapters.ts';

/** What tells, without reading it, that an adapter has changed. */
export interface FileStamp {
  /** Equal while nothing was written or put in its place. */
  text: string;
  /** When it was last written, in ms since 1970. */
  modifiedMs: number;
}

/** `undefined` when it is gone. Errors: those of `stat` but for that. */
export async function stampOf({ kind, file }: AdapterCandidate): Promise<FileStamp | undefined> {
  const paths = kind === 'peft' ? [join(file, peftConfigName), join(file, peftWeightsName)] : [file];
  const stamps = await Promise.all(paths.map(stampFile));
  const [main] = stamps;
  if (main === undefined) return undefined;
  return {
    text: stamps.map((stamp) => stamp?.text ?? 'none').join(' '),
    modifiedMs: Math.max(...stamps.map((stamp) => stamp?.modifiedMs ?? 0)),
  };
}

async function stampFile(path: string): Promise<FileStamp | undefined> {
  try {
    const { size, mtimeMs, ctimeMs, ino } = await stat(path);
    return { text: `${size}-${mtimeMs}-${ctimeMs}-${ino}`, modifiedMs: mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
