import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the operating system wants an application's data and its cache. */
export function defaultFolders(
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): { data: string; cache: string } {
  const home = homedir();
  if (platform === 'win32') {
    const local = environment.LOCALAPPDATA || join(home, 'AppData', 'Local');
    return { data: join(local, 'tuneloop', 'Data'), cache: join(local, 'tuneloop', 'Cache') };
  }
  if (platform === 'darwin') {
    const library = join(home, 'Library');
    return { data: join(library, 'Application Support', 'tuneloop'), cache: join(library, 'Caches', 'tuneloop') };
  }
  // The XDG base directory specification: relative values are to be ignored.
  const absolute = (value: string | undefined): string | undefined => (value && isAbsolute(value) ? value : undefined);
  return {
    data: join(absolute(environment.XDG_DATA_HOME) ?? join(home, '.local', 'share'), 'tuneloop'),
    cache: join(absolute(environment.XDG_CACHE_HOME) ?? join(home, '.cache'), 'tuneloop'),
  };
}

/** An absolute path: `~/` is the home folder, anything relative starts at `base`. */
export function absolutePath(path: string, base: string): string {
  if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1));
  return resolve(base, path);
}
