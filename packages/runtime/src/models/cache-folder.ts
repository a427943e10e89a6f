import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder for what can be fetched again: `TUNELOOP_CACHE`, or else `tuneloop` in the user's cache folder
 * (`XDG_CACHE_HOME`, `~/.cache`; on macOS `~/Library/Caches`, on Windows `%LOCALAPPDATA%`).
 */
export function defaultCacheFolder(environment: Environment, platform: NodeJS.Platform): string {
  const path = platform === 'win32' ? win32 : posix;
  if (environment['TUNELOOP_CACHE']) return environment['TUNELOOP_CACHE'];
  const shared = environment['XDG_CACHE_HOME'] ?? '';
  // Its specification: relative values are to be ignored.
  if (path.isAbsolute(shared)) return path.join(shared, 'tuneloop');
  const home = (platform === 'win32' ? environment['USERPROFILE'] : environment['HOME']) || homedir();
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'tuneloop');
  if (platform === 'win32') {
    return path.join(environment['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local'), 'tuneloop', 'Cache');
  }
  return path.join(home, '.cache', 'tuneloop');
}

/** The folder for downloaded models: `LLAMA_CACHE`, or else `models` in the cache folder. */
export function defaultModelsFolder(environment: Environment, platform: NodeJS.Platform): string {
  const path = platform === 'win32' ? win32 : posix;
  return environment['LLAMA_CACHE'] || path.join(defaultCacheFolder(environment, platform), 'models');
}
