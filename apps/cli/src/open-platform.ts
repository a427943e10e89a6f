import { createPlatform, loadConfig, type Config, type Platform } from '@tuneloop/platform';
import type { ProgressListener } from '@tuneloop/protocol';
import { configRequest } from './config-options.ts';
import { warning } from './notice.ts';

export interface OpenPlatformOptions {
  onProgress?: ProgressListener | undefined;
  verbose?: boolean | undefined;
}

/**
 * The platform for a command that does not listen: what only a server needs (an address with an API key for it, a log)
 * cannot stop it. Failures come as errors, so the log is silent unless `verbose`.
 */
export function openPlatform(config: Config, { onProgress, verbose }: OpenPlatformOptions = {}): Promise<Platform> {
  const quiet: Config = {
    ...config,
    server: { ...config.server, host: '127.0.0.1' },
    log: verbose ? config.log : { ...config.log, level: 'silent' },
  };
  return createPlatform(quiet, { onProgress });
}

/** The same from a command's options. Disposing it is the caller's: `await using`. */
export async function openConfiguredPlatform(options: object): Promise<Platform> {
  const { config, warnings } = await loadConfig(configRequest({ ...options }));
  for (const text of warnings) warning(text);
  return openPlatform(config);
}
