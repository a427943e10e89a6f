import type { BigIntStats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { shown } from './judge-path.ts';

/** That a path still is a folder and goes through no link. Errors: `TOOL_DENIED`; those of the system. */
export async function confirmFolder(path: string): Promise<BigIntStats> {
  const stats = await lstat(path, { bigint: true });
  if (!stats.isDirectory() || (await realpath(path)) !== path) {
    throw new TuneloopError('TOOL_DENIED', `${shown(path)} is not what it was when it was judged. Try again.`);
  }
  return stats;
}
