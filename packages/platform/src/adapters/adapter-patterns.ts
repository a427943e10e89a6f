import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import { parseDefaultAdapter } from './default-adapters.ts';

/** Everything that is watched for adapters: the adapters folder first, then what the configuration names. */
export function adapterPatterns({ adapters, folders }: Pick<Config, 'adapters' | 'folders'>): [string, ...string[]] {
  const defaults = adapters.defaults.map((text) => parseDefaultAdapter(text).file);
  return [join(folders.data, 'adapters'), ...adapters.paths, ...defaults];
}
