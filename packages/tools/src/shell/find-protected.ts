import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { systemCode } from '../paths/file-failure.ts';
import { pathRefusal, type PathRules } from '../paths/judge-path.ts';
import type { FilePolicy } from '../policy/file-policy.ts';

export interface ProtectedPaths {
  /** What the policy lets nobody read. */
  hidden: string[];
  /** What would run outside of the sandbox later: hooks and settings of git. */
  unwritable: string[];
}

/**
 * Everything in `roots` that a command must not reach. Links are not followed: what they lead to is either in a root and
 * found there, or not seen in the sandbox at all.
 *
 * Errors: `TOOL_DENIED` when there is more in the roots than the policy lets one call look at, `ABORTED`.
 */
export async function findProtected(
  roots: readonly string[],
  rules: PathRules,
  { maxEntries }: FilePolicy,
  signal: AbortSignal,
): Promise<ProtectedPaths> {
  const found: ProtectedPaths = { hidden: [], unwritable: [] };
  const looked = new Set<string>();
  let left = maxEntries;

  const look = async (folder: string): Promise<void> => {
    if (looked.has(folder)) return;
    looked.add(folder);
    throwIfAborted(signal);
    const entries = await namesIn(folder);
    left -= entries.length;
    if (left < 0) {
      const message =
        `The allowed folders hold more than ${maxEntries} files and folders, among which secrets cannot be told for ` +
        'each command. Allow a smaller folder (files.allowedRoots), or more entries (files.maxEntries).';
      throw new TuneloopError('TOOL_DENIED', message);
    }
    if (isRepository(entries)) found.unwritable.push(join(folder, 'hooks'), join(folder, 'config'));
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (pathRefusal(path, 'read', rules) !== undefined) found.hidden.push(path);
      else if (entry.isDirectory()) await look(path);
    }
  };

  for (const root of roots) {
    if (pathRefusal(root, 'read', rules) === undefined) await look(root);
    else found.hidden.push(root);
  }
  return found;
}

/** A `.git` folder, that of a submodule, or a bare repository. */
function isRepository(entries: readonly Dirent[]): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => entries.some((entry) => entry.name === name));
}

/** What this process cannot list, a command cannot either. */
async function namesIn(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return [];
  }
}
