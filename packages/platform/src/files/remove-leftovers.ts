import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const dayMs = 24 * 3_600_000;

/**
 * How unfinished files and folders are named in every package: what they will be, a random part, and an ending that says
 * that they are none yet; and the folder in which an export brings rows together.
 */
const draft =
  /^(?:(?:.*\.)?[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\.(?:tmp|part|partial)|.*\.[\da-f]{8}\.partial|\.partitions-[\da-f]{8})$/;

/**
 * Removes what processes that were killed have left below `folder`, links not followed. What was written to within a day
 * stays: another process may be at it.
 *
 * @returns the paths of what was removed.
 */
export async function removeLeftovers(folder: string, now: number = Date.now()): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const removed: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (draft.test(entry.name)) {
      if (await removeOld(path, now)) removed.push(path);
    } else if (entry.isDirectory()) {
      removed.push(...(await removeLeftovers(path, now)));
    }
  }
  return removed;
}

async function removeOld(path: string, now: number): Promise<boolean> {
  try {
    if (now - (await lastWrite(path)) <= dayMs) return false;
    await rm(path, { recursive: true, force: true });
    return true;
  } catch {
    // Somebody else has removed it, or the disk is read-only.
    return false;
  }
}

/** In ms since 1970, of what is written last in a folder too. */
async function lastWrite(path: string): Promise<number> {
  const names = await readdir(path, { recursive: true }).catch(() => []);
  const found = await Promise.all([path, ...names.map((name) => join(path, name))].map((inner) => stat(inner)));
  return Math.max(...found.map(({ mtimeMs }) => mtimeMs));
}
