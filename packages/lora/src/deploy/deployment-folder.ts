import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { draftPath, explainFileError } from '../registry/durable-files.ts';

/**
 * Makes a folder that is there wholly or not at all: `write` gets another one, which is renamed.
 *
 * Errors: `INVALID_REQUEST` when something is there already and `replace` is not set; `STORE_FAILED`,
 * `RESOURCE_EXHAUSTED` (disk), and those of `write`.
 */
export async function writeDeploymentFolder(
  folder: string,
  { replace = false }: { replace?: boolean | undefined },
  write: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = draftPath(dirname(folder), basename(folder));
  try {
    if (!replace && (await readdir(folder).catch(() => [])).length > 0) {
      const message = `${folder} is there already. Choose another folder, or replace it with --force.`;
      throw new TuneloopError('INVALID_REQUEST', message, { details: { path: folder } });
    }
    await mkdir(draft, { recursive: true });
    await write(draft);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } catch (error) {
    throw explainFileError(error, dirname(folder));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
