import { mkdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { copyDurably, draftPath, explainFileError, removeDrafts, syncFolder } from './durable-files.ts';

/** Where the adapter of a name lies while it is live. */
export function placedFile(folder: string, name: string): string {
  return join(folder, `${name}.gguf`);
}

/** A copy beside the place, which takes it at once. */
export interface ReadyAdapter extends AsyncDisposable {
  /** From the call on the folder has the new file; the old one before. */
  place(): Promise<void>;
}

/**
 * Copies a version into the adapters folder under a name that no program looks at.
 *
 * Errors: `STORE_FAILED` when the version is not what it was or the folder cannot be written, `RESOURCE_EXHAUSTED` when
 * its disk is full, `INVALID_REQUEST` when the name is taken by a folder.
 */
export async function prepareAdapter(
  { folder, name, file, sha256 }: { folder: string; name: string; file: string; sha256: string },
  signal?: AbortSignal,
): Promise<ReadyAdapter> {
  // By this folder, not the registry's: which of the two cannot be written is what a person needs to know.
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw explainFileError(error, folder);
  });
  if ((await stat(join(folder, name)).catch(() => undefined))?.isDirectory()) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `The adapters folder has a folder "${name}" already, and two adapters cannot have one name. Rename or remove ${join(folder, name)}.`,
    );
  }
  await removeDrafts(folder, name);
  const draft = draftPath(folder, name);
  const discard = (): Promise<void> => rm(draft, { force: true });
  try {
    const copied = await copyDurably(file, draft, signal);
    if (copied.sha256 !== sha256) {
      throw new TuneloopError(
        'STORE_FAILED',
        `${file} is damaged: it is not the adapter that was kept there. Remove this version, and train or bring it again.`,
        { details: { path: file, expected: sha256, found: copied.sha256 } },
      );
    }
  } catch (error) {
    await discard();
    throw explainFileError(error, folder);
  }
  return {
    async place() {
      await rename(draft, placedFile(folder, name));
      await syncFolder(folder);
    },
    [Symbol.asyncDispose]: discard,
  };
}

/** Takes the adapter of a name out of the folder, if it is there. */
export async function unplaceAdapter(folder: string, name: string): Promise<void> {
  try {
    await unlink(placedFile(folder, name));
    await syncFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
