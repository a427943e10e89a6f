import { randomUUID } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { link, open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { systemCode, unlessMissing } from '../paths/file-failure.ts';
import type { GuardedPlace } from '../paths/file-guard.ts';
import { shown } from '../paths/judge-path.ts';

export interface PlaceFileOptions {
  /** Whether a file that is there may be replaced. */
  overwrite: boolean;
  /** Permission bits for a new file; a replaced one keeps its own. Default: what the process gives. */
  mode?: number | undefined;
}

/**
 * Puts a file at a place, whole or not at all: written under another name in the same folder, and then renamed.
 *
 * @param write fills the file.
 *
 * Errors: `TOOL_FAILED` when something is there that may not be replaced, `TOOL_DENIED` when it has more than one hard
 * link; those of `write` and of the system.
 */
export async function placeFile(
  place: GuardedPlace,
  { overwrite, mode }: PlaceFileOptions,
  write: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const { folder } = place;
  const existing = await replaceable(place, overwrite);
  const temporary: GuardedPlace = { ...place, name: `.tuneloop-${randomUUID()}.tmp` };
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  const handle = await open(await folder.at(temporary.name), flags, mode === undefined ? 0o666 : mode & 0o777);
  try {
    try {
      await write(handle);
      if (existing) await keepRights(handle, existing);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await publish(temporary, place, overwrite);
  } catch (error) {
    await unlessMissing(unlink(await folder.at(temporary.name)));
    throw error;
  }
}

/** Renames a file, and replaces what is there only if it may. Errors: `TOOL_FAILED`, those of the system. */
export async function publish(from: GuardedPlace, to: GuardedPlace, overwrite: boolean): Promise<void> {
  const source = await from.folder.at(from.name);
  const target = await to.folder.at(to.name);
  if (overwrite) return rename(source, target);
  try {
    // Unlike a look and a rename, this cannot replace what somebody else puts there in between.
    await link(source, target);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') throw taken(to.path);
    if (code === 'EXDEV' || code === 'ENOENT') throw error;
    // There are file systems without links.
    if ((await to.folder.stat(to.name)) !== undefined) throw taken(to.path);
    return rename(await from.folder.at(from.name), await to.folder.at(to.name));
  }
  await unlink(source);
}

export function taken(path: string): TuneloopError {
  return new TuneloopError('TOOL_FAILED', `${shown(path)} exists already; say overwrite: true to replace it.`);
}

async function replaceable({ folder, name, path }: GuardedPlace, overwrite: boolean): Promise<BigIntStats | undefined> {
  const existing = await folder.stat(name);
  if (existing === undefined) return undefined;
  if (!existing.isFile()) {
    const what = existing.isDirectory() ? 'is a folder' : 'is not a file';
    throw new TuneloopError('TOOL_FAILED', `${shown(path)} ${what}.`);
  }
  if (!overwrite) throw taken(path);
  if (existing.nlink > 1n) {
    const message = `${shown(path)} has other names too (hard links), perhaps in places that are not allowed.`;
    throw new TuneloopError('TOOL_DENIED', message);
  }
  return existing;
}

/** As far as this process may. */
async function keepRights(handle: FileHandle, { mode, uid, gid }: BigIntStats): Promise<void> {
  const own = await handle.stat({ bigint: true });
  if (own.uid !== uid || own.gid !== gid) await handle.chown(Number(uid), Number(gid)).catch(() => {});
  await handle.chmod(Number(mode & 0o777n));
}
