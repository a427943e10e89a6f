import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import type { FilePolicy } from '../policy/file-policy.ts';
import { aboutPath } from './file-failure.ts';
import { GuardedFolder } from './guarded-folder.ts';
import { pathRefusal, pathRules } from './judge-path.ts';
import type { PathAccess } from './path-use.ts';
import { pathPlatform, pathRulesOf, type PathPlatform } from './platform.ts';
import { followLinks, resolvePath } from './resolve-path.ts';

/** A name in a folder that is held open: what a tool works with instead of a path. */
export interface GuardedPlace extends AsyncDisposable {
  folder: GuardedFolder;
  name: string;
  /** Without links. */
  path: string;
}

/** The way from a path in a call to something to work with; made for one call. */
export interface FileGuard {
  policy: FilePolicy;
  /**
   * Why a path without links is refused, or undefined. For what is met on the way through a folder.
   */
  refusal(path: string, access: PathAccess): string | undefined;
  /**
   * Judges a path as written, follows its links, judges what that gives, and opens its folder.
   *
   * @param options.followLast whether the last name is followed if it is a link; default true.
   *
   * Errors: `TOOL_DENIED`, `NOT_FOUND` when its folder does not exist, `TOOL_FAILED`.
   */
  place(path: string, access: PathAccess, options?: { followLast?: boolean | undefined }): Promise<GuardedPlace>;
  /** The same for a folder that exists and is worked in. Errors: also `NOT_FOUND`. */
  folder(path: string, access: PathAccess): Promise<GuardedFolder>;
}

export async function createFileGuard(
  policy: FilePolicy,
  signal: AbortSignal,
  platform: PathPlatform = pathPlatform(),
): Promise<FileGuard> {
  const rules = await followLinks(pathRules(policy, platform));
  const refusal = (path: string, access: PathAccess): string | undefined => pathRefusal(path, access, rules.resolved);

  const resolve = async (path: string, access: PathAccess, followLast: boolean): Promise<string> => {
    throwIfAborted(signal);
    refuse(pathRefusal(path, access, rules.written));
    const resolved = await resolvePath(path, platform, followLast);
    refuse(refusal(resolved.path, access));
    return resolved.path;
  };

  return {
    policy,
    refusal,
    async place(path, access, { followLast = true } = {}) {
      const resolved = await resolve(path, access, followLast);
      const { dirname, basename } = pathRulesOf(platform);
      const folder = await aboutPath(path, () => GuardedFolder.open(dirname(resolved), platform));
      return {
        folder,
        name: basename(resolved),
        path: resolved,
        [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
      };
    },
    async folder(path, access) {
      const resolved = await resolve(path, access, true);
      return aboutPath(path, () => GuardedFolder.open(resolved, platform));
    },
  };
}

function refuse(reason: string | undefined): void {
  if (reason !== undefined) throw new TuneloopError('TOOL_DENIED', reason);
}
