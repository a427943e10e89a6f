import { TuneloopError } from '@tuneloop/protocol';
import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/**
 * The real path of an adapter that is named by an absolute path, or by one that is relative to one of the folders. Links
 * are followed, and must end within the folders too.
 *
 * Errors: `FORBIDDEN`, `NOT_FOUND`; `details.param` is `param`.
 */
export async function findWithin(path: string, folders: readonly string[], param: string): Promise<string> {
  const candidates = isAbsolute(path) ? [path] : folders.map((folder) => resolve(folder, path));
  let isOutside = false;
  for (const candidate of candidates) {
    // Whether a file outside exists is nobody's concern: the text is judged first.
    if (!folders.some((folder) => isWithin(candidate, folder))) {
      isOutside = true;
      continue;
    }
    const real = await realpath(candidate).catch(() => undefined);
    if (real === undefined) continue;
    const roots = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
    if (roots.some((root) => isWithin(real, root))) return real;
    isOutside = true;
  }
  const details = { param };
  if (isOutside) {
    const message = 'Adapters are only taken from the configured folders (LORA_PATHS and the adapters folder).';
    throw new TuneloopError('FORBIDDEN', message, { details });
  }
  const message = 'There is no such adapter in the configured folders (LORA_PATHS and the adapters folder).';
  throw new TuneloopError('NOT_FOUND', message, { details });
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
