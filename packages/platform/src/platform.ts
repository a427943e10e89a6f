import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describeMcp } from '@tuneloop/mcp-bridge/config';
import {
  attachWebSocket,
  createApiKeyFile,
  describeLab,
  describeLangGraph,
  describeModelFiles,
  describeToolControl,
  describeOperations,
  routerPaths,
} from '@tuneloop/openai-server';
import type { EventSink } from '@tuneloop/protocol';
import { createModelStore, embeddedModel, type PoolEvent } from '@tuneloop/runtime';
import { createAccess } from './access.ts';
import { adapterTopic } from './adapters/adapter-topic.ts';
import { openConfiguredRegistry } from './adapters/configured-registry.ts';
import { adapterFolders, createAdapters } from './adapters/create-adapters.ts';
import { servedBases } from './adapters/served-bases.ts';
import type { Config } from './config/schema.ts';
import { shownConfiguration } from './config/shown-configuration.ts';
import { createFineTuning } from './fine-tuning/create-fine-tuning.ts';
import { createFileStore } from './fine-tuning/files/file-store.ts';
import { createEngine } from './engine.ts';
import { createApp } from './http/app.ts';
import { defaultModelFacts } from './http/default-model-facts.ts';
import { healthOf, type PlatformState } from './http/health.ts';
import { convertAdapterKind } from './jobs/convert-adapter-kind.ts';
import { downloadKind } from './jobs/download-kind.ts';
import { createPlatformJobs } from './jobs/platform-jobs.ts';
import { pullAsJob } from './jobs/pull-as-job.ts';
import { createGenerationLogSink } from './logging/generation-log-sink.ts';
import { createLabControl } from './lab/lab-control.ts';
import { createLabStores } from './lab/lab-stores.ts';
import { mcpConversations } from './mcp/mcp-conversations.ts';
import { createMcpEndpoints } from './mcp/mcp-endpoints.ts';
import type { McpOffer } from './mcp/offered-server.ts';
import { createToolServers } from './mcp/tool-servers.ts';
import { createToolControl } from './tools/tool-control.ts';
import { createPlatformTools } from './tools/platform-tools.ts';
import { createLabelStudioWebhook } from './label-studio/label-studio-webhook.ts';
import { deviceOf } from './lab/device-of.ts';
import { createKeptLog } from './logging/kept-log.ts';
import { createLogger, type Logger } from './logging/logger.ts';
import { createLoop, loopKinds } from './loop/create-loop.ts';
import { modelStoreOptions } from './model-store-options.ts';
import { withFinetunedModels } from './models/finetuned-models.ts';
import { createModelFiles } from './models/model-files.ts';
import { createServerMetrics } from './metrics/server-metrics.ts';
import { createModelHost, type ModelHost } from './models/model-host.ts';
import { createPooledModelProvider } from './models/model-provider.ts';
import { modelTopic } from './models/model-topic.ts';
import { createModelService, type ModelService } from './models/model-service.ts';
import { ollamaReference } from './models/ollama-reference.ts';
import type { CloseOptions, Platform, PlatformOptions } from './platform-interface.ts';
import { createRemoteModelStore } from './remote/create-remote-engine.ts';
import { createLoopGuard } from './remote/loop-guard.ts';
import { firstUpstreamModel } from './remote/upstream-model-store.ts';
import { createRecording } from './recording/create-recording.ts';
import { exportKind } from './recording/export-kind.ts';
import { createExportService } from './recording/export-service.ts';
import { logStatistics } from './recording/log-statistics.ts';
import { recordedModels } from './recording/recorded-models.ts';
import { pushKind } from './pushes/push-kind.ts';
import { createPushService } from './pushes/push-service.ts';
import { createTraining } from './training/create-training.ts';
import { createTrainingControl } from './training/training-control.ts';
import { trainingKinds } from './training/kinds/training-kinds.ts';
import { createLazyTools } from './training/lazy-tools.ts';
import { createTrainingService } from './training/training-service.ts';
import { createHttpServer } from './server/http-server.ts';
import { waitAtMost } from './server/wait-at-most.ts';

export type { CloseOptions, Platform, PlatformOptions } from './platform-interface.ts';

/** How long the engine may take to end. */
const engineEndMs = 5000;

function platformState(host: ModelHost): PlatformState {
  // A model that was unloaded comes back with the next request.
  if (host.state.status === 'ready' || (host.state.status === 'idle' && host.wasReady)) return 'ready';
  return host.state.status === 'failed' ? 'degraded' : 'starting';
}

function logPoolEvent(logger: Logger, event: PoolEvent): void {
  const { id } = event;
  if (event.type === 'ready') {
    const { engine, contextSize, slots, choices } = event.info;
    logger.info({ model: event.info.id, engine, contextSize, slots }, 'model ready');
    const library = choices.find((choice) => choice.name === 'library');
    // What was fallen back on is slower, and its reason can be mended.
    if (library?.value.includes('alone'))
      logger.warn({ model: event.info.id, ...library }, 'ONNX Runtime GenAI is missing');
  }
  if (event.type === 'unloaded') logger.info({ model: id, reason: event.reason }, 'model unloaded');
  if (event.type === 'default') logger.info({ model: id, previous: event.previous }, 'default model switched');
  if (event.type === 'failed' && event.error.code !== 'ABORTED') {
    const { error, retryAt } = event;
    logger.error({ model: id, code: error.code, retryAt }, `model not loaded: ${error.message}`);
  }
}

/** Where the weights of the loaded GGUF models are; those of ONNX Runtime are folders. */
function loadedFiles({ pool }: ModelService): string[] {
  const paths = pool.list().flatMap(({ source }) => source?.path ?? []);
  return paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true);
}

/**
 * The composition root: everything that a server consists of, made from one configuration. Nothing runs yet.
 *
 * Errors: `CONFIG_INVALID` when others than this machine could reach the server and there is no API key.
 */
export async function createPlatform(config: Config, options: PlatformOptions = {}): Promise<Platform> {
  const keptLog = options.logger ? options.keptLog : createKeptLog();
  const logger = options.logger ?? createLogger({ ...config.log, history: keptLog });
  const { loadedConfig } = options;
  const loopGuard = createLoopGuard();
  const { headers } = loopGuard;
  const isRemote = config.runtime.backend === 'remote';
  const remoteModels = isRemote ? createRemoteModelStore(config.runtime, headers) : undefined;
  const models =
    options.models ?? remoteModels ?? createModelStore(modelStoreOptions(config, options.env ?? process.env));
  const keys = createApiKeyFile(join(config.folders.data, 'keys.json'));
  const access = await createAccess(config, keys);
  const reference = config.model ?? (remoteModels ? firstUpstreamModel : embeddedModel.id);

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
    reference,
    store: withFinetunedModels(models, config.folders.finetuned),
    engine: async (settings) => options.engine ?? createEngine(config, settings, { logger, headers }),
    adapters,
  });
  const host = createModelHost(service.pool);
  service.pool.watch((event) => {
    logPoolEvent(logger, event);
    if (event.type === 'progress' && event.id === service.pool.defaultId) options.onProgress?.(event.progress);
  });
  const provider = createPooledModelProvider({ models: service, adapters, loadWaitMs: config.server.loadWaitMs });

  // Made below, and told from the first rating on.
  const ratings: EventSink = { write: (record) => loop.service.sink.write(record) };
  const recording = await createRecording({ config, logger, sinks: [ratings] });
  const described = [
    describeLab(),
    describeLangGraph(),
    describeMcp(),
    describeModelFiles(),
    describeToolControl(),
    describeOperations(),
  ];
  const metrics = createServerMetrics({
    pool: service.pool,
    adapters,
    folders: { data: config.folders.data, models: config.folders.models },
    paths: () => [...routerPaths(), ...described.flatMap(({ paths }) => Object.keys(paths))],
  });
  const sink: EventSink = {
    write(record) {
      recording.sink.write(record);
      metrics.sink.write(record);
    },
  };
  const eventSinks = [createGenerationLogSink(logger), sink];
  const { tokens: recordTokens } = config.recording;
  const labelStudio = createLabelStudioWebhook({ config, recording, logger });
  const storePath = join(config.folders.data, 'store.sqlite');
  const stores = createLabStores(storePath);
  const tools = createPlatformTools({ config, logger, sink, folder: process.cwd() });
  const conversations = recording.conversations(stores.conversations);
  const mcpModels = recordedModels(provider, { sink, recordTokens, client: 'mcp' });
  const offer: McpOffer = { tools, models: mcpModels, conversations: mcpConversations(conversations) };
  const bodyBytes = config.server.bodyLimitBytes;
  const mcp = createMcpEndpoints({ ...offer, access, bodyBytes, logger });
  const exportFolder = join(config.folders.data, 'exports');
  const files = createFileStore({ folder: join(config.folders.data, 'files') });
  let isListening = false;
  const trainingContext = createTraining({
    config,
    service,
    registry: adapterRegistry,
    tools:
      options.training ??
      createLazyTools({
        cacheFolder: config.folders.cache,
        finetunedFolder: config.folders.finetuned,
        offline: config.offline,
        environment: options.env ?? process.env,
        training: config.training,
      }),
    isServing: () => isListening,
  });
  const jobs = createPlatformJobs({
    path: storePath,
    kinds: [
      downloadKind(models, { offline: config.offline }),
      convertAdapterKind({ folders: adapterFolders(config), findBase: (name) => service.findFile(name) }),
      exportKind({ log: recording.log, folder: exportFolder }),
      pushKind({ config, recording }),
      ...trainingKinds(trainingContext),
      ...loopKinds(config, recording, trainingContext.runs),
    ],
    logger,
  });

  const training = createTrainingService(trainingContext, jobs);
  const loop = createLoop({ config, recording, training, logger });
  const fineTuning = createFineTuning({ config, training, jobs, files, service, adapters });
  const pull = pullAsJob(jobs, (reference, load) => models.resolve(reference, { ...load, offline: config.offline }));

  let closing: Promise<void> | undefined;
  const state = (): PlatformState => (closing === undefined ? platformState(host) : 'draining');
  const stopping = new AbortController();
  const draining = new AbortController();
  const device = (): string => deviceOf(config, service);
  const control = createLabControl({
    config,
    service,
    health: () => healthOf({ host, state, device }),
    stop: () => stopping.abort(),
  });
  const app = createApp({
    config,
    access,
    host,
    facts: () => defaultModelFacts(service),
    logger,
    countRequests: metrics.middleware,
    loopGuard: loopGuard.middleware,
    state,
    router: {
      models: provider,
      describe: described,
      toolServers: createToolServers({ config, tools, logger }),
      maxToolIterations: config.tools.maxIterations,
      adapters: adapters.control,
      ollama: { pull: (name, call) => pull(ollamaReference(name), call) },
      jobs: { queue: jobs },
      files,
      training: createTrainingControl({ training, jobs, files, exportFolder }),
      fineTuning,
      loop: loop.control,
      interactions: recording.interactions,
      ...(recording.interactions && {
        statistics: logStatistics(recording.log),
        exports: createExportService({ jobs, folder: exportFolder, log: recording.log }),
        pushes: createPushService(config, jobs),
      }),
      eventSinks,
      recordTokens,
      limits: { bodyBytes: config.server.bodyLimitBytes, fileBytes: config.server.fileLimitBytes },
      keepAliveMs: config.server.streamKeepAliveMs,
      requireModel: config.server.requireModel,
      slotSaveFolder: join(config.folders.data, 'slots'),
      logger,
    },
    device,
    connectionOwners: options.connectionOwners,
    toolControl: createToolControl({ config, tools, logger }),
    modelFiles: createModelFiles({ config, service, store: models }),
    mcp: mcp.handler,
    labelStudio: labelStudio?.handler,
    operations: {
      keys: {
        store: access.keys,
        hasConfiguredKey: access.hasConfiguredKey,
        isOpenWithoutKeys: access.isLocal,
        lastUsedAt: access.lastUsedAt,
      },
      configuration: loadedConfig && (() => shownConfiguration(loadedConfig)),
      logs: keptLog,
      metrics,
      audit: (message, details) => logger.info(details, message),
      limits: { bodyBytes: config.server.bodyLimitBytes },
      keepAliveMs: config.server.streamKeepAliveMs,
      signal: draining.signal,
      logger,
    },
    lab: {
      tools: () => tools.executor(),
      models: provider,
      conversations,
      turns: stores.turns,
      control,
      eventSinks,
      recordTokens,
      maxToolIterations: config.tools.maxIterations,
      maxConversationTokens: config.conversations.maxTokens,
      limits: { bodyBytes: config.server.bodyLimitBytes },
      keepAliveMs: config.server.streamKeepAliveMs,
      logger,
    },
  });
  const { host: listenHost, allowedHosts } = config.server;
  const server = createHttpServer(config.server, app.express, (httpServer) =>
    attachWebSocket(httpServer, {
      ...access,
      models: provider,
      hosts: { listenHost, allowedHosts, allowedOrigins: allowedHosts },
      requireModel: config.server.requireModel,
      jobs: { queue: jobs },
      topics: { models: modelTopic(service.pool), adapters: adapterTopic(adapters) },
      eventSinks,
      recordTokens,
      limits: { messageBytes: config.server.bodyLimitBytes },
      logger,
    }),
  );

  const abort = async (): Promise<void> => {
    // Before the engine: what an answer has said by then is kept.
    await mcp[Symbol.asyncDispose]();
    await app.close();
    await adapters[Symbol.asyncDispose]();
    await service[Symbol.asyncDispose]();
  };
  const drain = async ({ drainMs = config.server.drainMs }: CloseOptions): Promise<void> => {
    draining.abort();
    await Promise.all([server.close({ drainMs, abort }), app.close({ drainMs }), mcp.drain()]);
    await tools[Symbol.asyncDispose]();
    stores[Symbol.dispose]();
    await loop.service[Symbol.asyncDispose]();
    await jobs[Symbol.asyncDispose]();
    if (!(await waitAtMost(abort(), engineEndMs))) logger.error('the engine does not end; it is left behind');
    await labelStudio?.[Symbol.asyncDispose]();
    metrics[Symbol.dispose]();
    await recording[Symbol.asyncDispose]();
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
    service,
    adapters,
    adapterRegistry,
    provider,
    jobs,
    training,
    loop: loop.service,
    tools,
    conversations,
    recording,
    mcp,
    offer,
    app: app.express,
    reference,
    stopRequest: stopping.signal,
    isDemonstration: config.model === undefined && config.runtime.backend === 'llama.cpp',
    get state() {
      return state();
    },
    async listen() {
      const address = await server.listen();
      isListening = true;
      metrics.start();
      service.start();
      jobs.start();
      tools.start();
      labelStudio?.start();
      loop.service.start();
      return address;
    },
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}
