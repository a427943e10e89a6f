import { posix, win32, type PlatformPath } from 'node:path';

/** Whose rules paths follow. Judging is pure, so that each can be tried on any machine. */
export type PathPlatform = 'linux' | 'darwin' | 'win32';

/** Unix systems without rules of their own count as Linux. */
export function pathPlatform(platform: NodeJS.Platform = process.platform): PathPlatform {
  return platform === 'win32' || platform === 'darwin' ? platform : 'linux';
}

export function pathRulesOf(platform: PathPlatform): PlatformPath {
  return platform === 'win32' ? win32 : posix;
}

/** The names of a normalised absolute path, from the top; a drive is a name too. */
export function namesOf(path: string, platform: PathPlatform): string[] {
  return path.split(platform === 'win32' ? /[\\/]/ : '/').filter((name) => name !== '');
}
