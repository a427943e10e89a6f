import { openAdapterRegistry, type AdapterRegistry } from '@tuneloop/lora';
import { join } from 'node:path';
import { adapterPatterns } from './adapter-patterns.ts';
import type { Config } from '../config/schema.ts';

/** The adapters of the data folder, in versions. Nothing is read or written yet. */
export function openConfiguredRegistry(config: Pick<Config, 'adapters' | 'folders'>): AdapterRegistry {
  const [adaptersFolder] = adapterPatterns(config);
  return openAdapterRegistry({ folder: join(config.folders.data, 'adapter-registry'), adaptersFolder });
}
