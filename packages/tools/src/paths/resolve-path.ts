import { lstat, realpath } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { fileFailure, unlessMissing } from './file-failure.ts';
import { shown, type PathRules } from './judge-path.ts';
import { pathRulesOf, type PathPlatform } from './platform.ts';
import { systemPaths } from './system-paths.ts';

/** Where a path leads once no link is left in it. */
export interface ResolvedPath {
  path: string;
  /** Of the last name; all above it exists. */
  exists: boolean;
}

/**
 * Follows every link in a path as the kernel does, so that `..` behind a link means the folder above its target.
 *
 * @param followLast whether the path's last name is followed too, when it is a link.
 *
 * Errors: `NOT_FOUND` when the folder of the last name does not exist, `TOOL_DENIED` for a link that leads nowhere,
 * `TOOL_FAILED`.
 */
export async function resolvePath(path: string, platform: PathPlatform, followLast: boolean): Promise<ResolvedPath> {
  const { dirname, basename, join } = pathRulesOf(platform);
  const trimmed = withoutEndSeparators(path, platform);
  const name = basename(trimmed);
  try {
    if (followLast || name === '' || name === '.' || name === '..') {
      const real = await unlessMissing(realpath(trimmed));
      if (real !== undefined) return { path: real, exists: true };
    }
    const parent = await realpath(dirname(trimmed)).catch((error: unknown) => {
      throw fileFailure(error, dirname(trimmed));
    });
    const resolved = join(parent, name);
    const stats = await unlessMissing(lstat(resolved));
    if (followLast && stats?.isSymbolicLink()) {
      throw new TuneloopError('TOOL_DENIED', `${shown(path)} is a link that leads nowhere.`);
    }
    return { path: resolved, exists: stats !== undefined };
  } catch (error) {
    throw fileFailure(error, path);
  }
}

export interface LinkedRules {
  /** For paths as they are written: roots count as they are written and as what they lead to. */
  written: PathRules;
  /** For paths without links: roots are what they lead to. */
  resolved: PathRules;
}

/** Rules whose roots and protected paths have had their links followed. */
export async function followLinks(rules: PathRules): Promise<LinkedRules> {
  const isSystemPath = (path: string): boolean => systemPaths[rules.platform].includes(path);
  const [allowedRoots, readOnlyRoots, realProtected] = await Promise.all([
    rules.allowedRoots && Promise.all(rules.allowedRoots.map(realOrSame)),
    Promise.all(rules.readOnlyRoots.map(realOrSame)),
    Promise.all(rules.protectedPaths.map((path) => (isSystemPath(path) ? realSystemPath(path) : realOrSame(path)))),
  ]);
  const protectedPaths = [...new Set([...rules.protectedPaths, ...realProtected])];
  return {
    written: {
      ...rules,
      protectedPaths,
      allowedRoots: allowedRoots && [...new Set([...rules.allowedRoots!, ...allowedRoots])],
      readOnlyRoots: [...new Set([...rules.readOnlyRoots, ...readOnlyRoots])],
    },
    resolved: { ...rules, protectedPaths, allowedRoots, readOnlyRoots },
  };
}

const realSystemPaths = new Map<string, Promise<string>>();

/** Those stay as long as the system runs. */
function realSystemPath(path: string): Promise<string> {
  const real = realSystemPaths.get(path) ?? realOrSame(path);
  realSystemPaths.set(path, real);
  return real;
}

async function realOrSame(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}

function withoutEndSeparators(path: string, platform: PathPlatform): string {
  const trimmed = path.replace(platform === 'win32' ? /[\\/]+$/ : /\/+$/, '');
  return trimmed === '' || /^[A-Za-z]:$/.test(trimmed) ? path : trimmed;
}
