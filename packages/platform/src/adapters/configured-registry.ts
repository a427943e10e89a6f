import { openAdapterRegistry, type AdapterRegistry } from '@tuneloop/lora/registry';
import { adapterFormatOf } from '@tuneloop/runtime';
import { basename, dirname, join } from 'node:path';
import { adapterPatterns } from './adapter-patterns.ts';
import type { Config } from '../config/schema.ts';

type Folders = Pick<Config, 'adapters' | 'folders'>;

/** The adapters of the data folder, in versions. Nothing is read or written yet. */
export function openConfiguredRegistry(config: Folders): AdapterRegistry {
  return openAdapterRegistry({
    folder: join(config.folders.data, 'adapter-registry'),
    adaptersFolder: liveAdaptersFolder(config),
  });
}

/** Where live adapters are put: the first folder of those that are watched by name, else the one of the data folder. */
export function liveAdaptersFolder(config: Folders): string {
  const [own] = adapterPatterns(config);
  const [first = own] = config.adapters.paths.flatMap((path) => {
    const folder = basename(path) === '*.gguf' ? dirname(path) : path;
    // Of files, and of globs that may not match what is put there, there is no saying.
    return /[*?[{(!]/.test(folder) || adapterFormatOf(folder) !== undefined ? [] : [folder];
  });
  return first;
}
