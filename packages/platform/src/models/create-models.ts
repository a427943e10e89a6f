import { statSync } from 'node:fs';
import type { AdapterRegistry } from '@tuneloop/lora';
import type { ModelProvider } from '@tuneloop/openai-server';
import { embeddedModel, type ModelStore } from '@tuneloop/runtime';
import type { AdapterService } from '../adapters/adapter-service.ts';
import { openConfiguredRegistry } from '../adapters/configured-registry.ts';
import { createAdapters } from '../adapters/create-adapters.ts';
import { servedBases } from '../adapters/served-bases.ts';
import type { Config } from '../config/schema.ts';
import { createEngine } from '../engine.ts';
import type { Logger } from '../logging/logger.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import type { PlatformOptions } from '../platform-interface.ts';
import { createRemoteModelStore } from '../remote/create-remote-engine.ts';
import { createLoopGuard, type LoopGuard } from '../remote/loop-guard.ts';
import { firstUpstreamModel } from '../remote/upstream-model-store.ts';
import type { LiveSettings } from '../reload/live-settings.ts';
import { createLiveModelStore } from './live-model-store.ts';
import { withFinetunedModels } from './finetuned-models.ts';
import { logPoolEvent } from './log-pool-event.ts';
import { createModelHost, type ModelHost } from './model-host.ts';
import { EngineProgress } from '../health/engine-progress.ts';
import { createPooledModelProvider } from './model-provider.ts';
import { createModelService, type ModelService } from './model-service.ts';

export interface ModelServices {
  store: ModelStore;
  adapterRegistry: AdapterRegistry;
  adapters: AdapterService;
  service: ModelService;
  host: ModelHost;
  provider: ModelProvider;
  /** Whether what the provider gives gets on. */
  progress: EngineProgress;
  /** Refuses requests that come back here through upstreams. */
  loopGuard: LoopGuard;
}

type ModelOptions = Pick<PlatformOptions, 'models' | 'engine' | 'onProgress' | 'env'> & {
  logger: Logger;
  tracing: Tracing;
};

/** Where models come from, those that are loaded, and their adapters. Nothing is loaded yet. */
export function createModels(settings: LiveSettings, options: ModelOptions): ModelServices {
  const { config } = settings;
  const { logger, tracing } = options;
  const loopGuard = createLoopGuard();
  const headers = (): Record<string, string> => ({ ...loopGuard.headers(), ...tracing.headers() });
  const isRemote = config.runtime.backend === 'remote';
  const remoteStore = isRemote ? createRemoteModelStore(config.runtime, headers) : undefined;
  const store = options.models ?? remoteStore ?? createLiveModelStore(config, options.env ?? process.env);
  const referenceOf = ({ model }: Pick<Config, 'model'>): string =>
    model ?? (remoteStore ? firstUpstreamModel : embeddedModel.id);

  const adapterRegistry = openConfiguredRegistry(config);
  const adapters = createAdapters({
    config,
    logger,
    baseModels: () => loadedFiles(service),
    registry: adapterRegistry,
    bases: () => servedBases(service),
  });
  const service = createModelService({
    config,
    referenceOf,
    store: withFinetunedModels(store, config.folders.finetuned),
    engine: async (settings) => options.engine ?? createEngine(config, settings, { logger, headers }),
    adapters,
  });
  const host = createModelHost(service.pool);
  const progress = new EngineProgress();
  service.pool.watch((event) => {
    logPoolEvent(logger, event);
    if (event.type === 'unloaded') progress.forget(event.id);
    if (event.type === 'progress' && event.id === service.pool.defaultId) options.onProgress?.(event.progress);
  });
  const loadWaitMs = (): number => config.server.loadWaitMs;
  const provider = createPooledModelProvider({ models: service, adapters, loadWaitMs, tracing, progress });
  settings.onReload(['model', 'models'], (next) => service.prepareReload(next));
  settings.onReload(['runtime.memoryBytes'], ({ runtime }) => ({
    commit: () => service.setMemoryLimit(runtime.memoryBytes),
  }));
  return { store, adapterRegistry, adapters, service, host, provider, progress, loopGuard };
}

/** Where the weights of the loaded GGUF models are; those of ONNX Runtime are folders. */
function loadedFiles({ pool }: ModelService): string[] {
  const paths = pool.list().flatMap(({ source }) => source?.path ?? []);
  return paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true);
}
