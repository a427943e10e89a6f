import type { ModelStoreOptions } from '@tuneloop/runtime';
import type { Config } from './config/schema.ts';

/** Where the configuration says that models come from. `environment` steers proxies and the package clients. */
export function modelStoreOptions(
  config: Config,
  environment: Readonly<Record<string, string | undefined>>,
): ModelStoreOptions {
  return {
    folder: config.folders.models,
    huggingFace: { endpoint: config.huggingFace.endpoint, token: config.huggingFace.token?.reveal() },
    ollama: { modelsFolder: config.ollama.modelsFolder },
    aliases: Object.fromEntries(Object.entries(config.models).map(([name, { reference }]) => [name, reference])),
    environment,
  };
}
