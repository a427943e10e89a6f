import { createModelStore, type ModelStore } from '@tuneloop/runtime';
import type { Config } from '../config/schema.ts';
import { modelStoreOptions } from '../model-store-options.ts';

/** Where models come from, as the configuration of the moment says; what is being fetched goes on as it began. */
export function createLiveModelStore(
  config: Config,
  environment: Readonly<Record<string, string | undefined>>,
): ModelStore {
  let known: { of: readonly unknown[]; store: ModelStore } | undefined;
  const current = (): ModelStore => {
    const of = [config.models, config.huggingFace, config.ollama, config.folders];
    if (known === undefined || of.some((section, index) => section !== known?.of[index])) {
      known = { of, store: createModelStore(modelStoreOptions(config, environment)) };
    }
    return known.store;
  };
  return {
    get folder() {
      return current().folder;
    },
    resolve: (reference, options) => current().resolve(reference, options),
    find: (reference) => current().find(reference),
    list: () => current().list(),
    remove: (reference) => current().remove(reference),
  };
}
