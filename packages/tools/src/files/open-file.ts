import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import type { GuardedPlace } from '../paths/file-guard.ts';
import { shown } from '../paths/judge-path.ts';

/** Where a flag does not exist, it is no number either. */
const readFlags =
  constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * Opens a file to read it: no folder, link, pipe, socket or device, whatever the name becomes in the meantime.
 *
 * Errors: `NOT_FOUND`, `TOOL_FAILED` for what is no file or larger than `maxBytes`, `TOOL_DENIED`; those of the system.
 */
export async function openFile({ folder, name, path }: GuardedPlace, maxBytes: number): Promise<FileHandle> {
  // Looked at before it is opened, since opening some devices does something already.
  const before = await folder.stat(name);
  if (before === undefined) throw new TuneloopError('NOT_FOUND', `${shown(path)} does not exist.`);
  if (!before.isFile()) throw notAFile(path, before.isDirectory());
  // A pipe that takes its place now is opened without waiting for a writer.
  const handle = await open(await folder.at(name), readFlags);
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw notAFile(path, stats.isDirectory());
    if (constants.O_NOFOLLOW === undefined && stats.ino !== before.ino) {
      throw new TuneloopError('TOOL_DENIED', `${shown(path)} was changed while it was being opened. Try again.`);
    }
    if (stats.size > BigInt(maxBytes)) {
      const message = `${shown(path)} has ${stats.size} bytes; at most ${maxBytes} are read.`;
      throw new TuneloopError('TOOL_FAILED', message, { details: { bytes: Number(stats.size) } });
    }
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function notAFile(path: string, isFolder: boolean): TuneloopError {
  const what = isFolder ? 'is a folder' : 'is not a file, but a link, a pipe, a socket or a device';
  return new TuneloopError('TOOL_FAILED', `${shown(path)} ${what}.`);
}
