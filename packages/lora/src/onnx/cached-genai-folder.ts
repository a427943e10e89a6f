import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { hashFile, withFileLock } from '@tuneloop/runtime';
import { exists } from '../files/exists.ts';
import { writeGenaiFolder, type WriteGenaiFolderOptions } from './write-genai-folder.ts';

export interface CachedGenaiFolderOptions extends Omit<WriteGenaiFolderOptions, 'model' | 'output' | 'weights'> {
  gguf: string;
  /** Folders are in `genai` below it. */
  cacheFolder: string;
}

/** Counted up when the same file becomes another folder. */
const format = 1;

/**
 * The genai folder of a GGUF, made at the first call and kept by the file's hash. Several processes make it once.
 *
 * Errors: those of `writeGenaiFolder`.
 */
export async function cachedGenaiFolder(options: CachedGenaiFolderOptions): Promise<string> {
  const { gguf, cacheFolder, precision, loraSlots = false, signal } = options;
  const sha256 = await hashFile(gguf, { signal });
  const parent = join(cacheFolder, 'genai');
  const slots = loraSlots ? '-slots' : '';
  const folder = join(parent, `${sha256.slice(0, 16)}-${precision}${slots}-${format}`);
  // The folder gets its name when it is whole.
  if (await exists(folder)) return folder;
  await mkdir(parent, { recursive: true });
  return await withFileLock(
    `${folder}.lock`,
    async () => {
      if (!(await exists(folder)))
        await writeGenaiFolder({ ...options, model: gguf, output: folder, weights: { [basename(gguf)]: sha256 } });
      return folder;
    },
    { signal },
  );
}
