import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { defaultCacheFolder, type Environment } from '@tuneloop/runtime';

/** Where the operating system wants an application's data and its cache. */
export function defaultFolders(
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): { data: string; cache: string } {
  const home = homedir();
  // The variable that moves it is a setting like any other here.
  const cache = defaultCacheFolder({ ...environment, TUNELOOP_CACHE: undefined }, platform);
  if (platform === 'win32') {
    return { data: join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'tuneloop', 'Data'), cache };
  }
  if (platform === 'darwin') return { data: join(home, 'Library', 'Application Support', 'tuneloop'), cache };
  // The XDG base directory specification: relative values are to be ignored.
  const shared = environment.XDG_DATA_HOME ?? '';
  return { data: join(isAbsolute(shared) ? shared : join(home, '.local', 'share'), 'tuneloop'), cache };
}

/** An absolute path: `~/` is the home folder, anything relative starts at `base`. */
export function absolutePath(path: string, base: string): string {
  if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1));
  return resolve(base, path);
}
