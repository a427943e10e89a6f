import { join } from 'node:path';
import { createApiKeyFile, type ApiKeyStore, type ModelProvider } from '@tuneloop/openai-server';
import type { Engine, ProgressListener } from '@tuneloop/protocol';
import { createModelStore, embeddedModel, type ModelStore } from '@tuneloop/runtime';
import type { Express } from 'express';
import { createAccess } from './access.ts';
import type { Config } from './config/schema.ts';
import { createEngine } from './engine.ts';
import { createApp } from './http/app.ts';
import type { PlatformState } from './http/health.ts';
import { createGenerationLogSink } from './logging/generation-log-sink.ts';
import { createLogger, type Logger } from './logging/logger.ts';
import { modelStoreOptions } from './model-store-options.ts';
import { createModelHost, type ModelHost } from './models/model-host.ts';
import { createHostedModelProvider } from './models/model-provider.ts';
import { ollamaReference } from './models/ollama-reference.ts';
import type { ModelState } from './models/model-state.ts';
import { createHttpServer } from './server/http-server.ts';
import { waitAtMost } from './server/wait-at-most.ts';

export interface PlatformOptions {
  /** By default one made by `config.log` that writes to standard error. */
  logger?: Logger | undefined;
  /** How far downloading and loading the model are. */
  onProgress?: ProgressListener | undefined;
  /** By default the one that the configuration names. */
  engine?: Engine | undefined;
  /** By default one over the configured folders. */
  models?: ModelStore | undefined;
  /** For what downloads models (proxies, the settings of npm and pip); by default the process's. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
}

export interface CloseOptions {
  /** How long requests may go on, in ms; by default the configured time. */
  drainMs?: number | undefined;
}

/** A whole server, wired. */
export interface Platform extends AsyncDisposable {
  readonly config: Config;
  readonly logger: Logger;
  readonly models: ModelStore;
  readonly keys: ApiKeyStore;
  /** The model that is served; it begins to load with `listen`, or with the first request for it. */
  readonly host: ModelHost;
  readonly provider: ModelProvider;
  readonly app: Express;
  readonly state: PlatformState;
  /** What `config.model` means: the reference of the model that is served. */
  readonly reference: string;
  /** Whether that is the small demonstration model, since nothing else was configured. */
  readonly isDemonstration: boolean;
  /**
   * Answers requests, and begins to load the model. Errors: `RESOURCE_EXHAUSTED` (port in use), `CONFIG_INVALID`.
   */
  listen(): Promise<{ url: string; port: number }>;
  /** Lets running requests end, for `drainMs` at most, then aborts them; ends the engine. */
  close(options?: CloseOptions): Promise<void>;
}

/** How long the engine may take to end. */
const engineEndMs = 5000;

function platformState(host: ModelHost): PlatformState {
  if (host.state.status === 'ready') return 'ready';
  return host.state.status === 'failed' ? 'degraded' : 'starting';
}

function logModelState(logger: Logger, state: ModelState): void {
  if (state.status === 'ready') {
    const { id, engine, contextSize, slots } = state.model.info;
    logger.info({ model: id, engine, contextSize, slots }, 'model ready');
  }
  if (state.status === 'failed' && state.error.code !== 'ABORTED') {
    logger.error({ code: state.error.code, retryAt: state.retryAt }, `model not loaded: ${state.error.message}`);
  }
}

/**
 * The composition root: everything that a server consists of, made from one configuration. Nothing runs yet.
 *
 * Errors: `CONFIG_INVALID` when others than this machine could reach the server and there is no API key.
 */
export async function createPlatform(config: Config, options: PlatformOptions = {}): Promise<Platform> {
  const logger = options.logger ?? createLogger(config.log);
  const models = options.models ?? createModelStore(modelStoreOptions(config, options.env ?? process.env));
  const keys = createApiKeyFile(join(config.folders.data, 'keys.json'));
  const access = await createAccess(config, keys);
  const reference = config.model ?? embeddedModel.id;

  const host = createModelHost({
    engine: async () => options.engine ?? createEngine(config),
    resolve: async (load) => {
      const { id, path } = await models.resolve(reference, { ...load, offline: config.offline });
      return { id, path };
    },
    onProgress: options.onProgress,
  });
  host.watch((state) => logModelState(logger, state));
  const provider = createHostedModelProvider({ host, reference, loadWaitMs: config.server.loadWaitMs });

  let closing: Promise<void> | undefined;
  const state = (): PlatformState => (closing === undefined ? platformState(host) : 'draining');
  const app = createApp({
    config,
    access,
    host,
    logger,
    state,
    router: {
      models: provider,
      ollama: { pull: (name, load) => models.resolve(ollamaReference(name), { ...load, offline: config.offline }) },
      eventSinks: [createGenerationLogSink(logger)],
      limits: { bodyBytes: config.server.bodyLimitBytes },
      keepAliveMs: config.server.streamKeepAliveMs,
      logger,
    },
  });
  const server = createHttpServer(config.server, app);

  const abort = async (): Promise<void> => host[Symbol.asyncDispose]();
  const drain = async ({ drainMs = config.server.drainMs }: CloseOptions): Promise<void> => {
    await server.close({ drainMs, abort });
    if (!(await waitAtMost(abort(), engineEndMs))) logger.error('the engine does not end; it is left behind');
  };
  const close = (closeOptions: CloseOptions = {}): Promise<void> => {
    closing ??= drain(closeOptions);
    return closing;
  };

  return {
    config,
    logger,
    models,
    keys,
    host,
    provider,
    app,
    reference,
    isDemonstration: config.model === undefined,
    get state() {
      return state();
    },
    async listen() {
      const address = await server.listen();
      host.start();
      return address;
    },
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}
