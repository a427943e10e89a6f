import type { Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describeMcp } from '@tuneloop/mcp-bridge/config';
import {
  attachWebSocket,
  countTokens,
  type AttachedWebSocket,
  createApiKeyFile,
  describeLab,
  describeLangGraph,
  describeModelFiles,
  describeToolControl,
  describeOperations,
  rateLimiterOf,
  routerPaths,
} from '@tuneloop/openai-server';
import type { EventSink } from '@tuneloop/protocol';
import { createAccess } from './access.ts';
import { addAccessMetrics } from './access/access-metrics.ts';
import { limitedModels } from './access/limited-models.ts';
import { createAdmission } from './admission/create-admission.ts';
import { auditReloads, auditedKeys, createAuditTrail } from './audit/audit-trail.ts';
import { adapterTopic } from './adapters/adapter-topic.ts';
import type { Config } from './config/schema.ts';
import { followReloads } from './reload/follow-reloads.ts';
import { createLiveSettings } from './reload/live-settings.ts';
import { addReloadMetrics } from './reload/reload-metrics.ts';
import { createReloader } from './reload/reloader.ts';
import { shownConfiguration } from './config/shown-configuration.ts';
import { createApp } from './http/app.ts';
import { describeServer } from './http/describe-server.ts';
import { changingOptions } from './http/changing-options.ts';
import { createConfiguredHostRules } from './http/configured-host-rules.ts';
import { defaultModelFacts } from './http/default-model-facts.ts';
import { createDiskCheck } from './health/check-disk.ts';
import { describeStuck } from './health/describe-stuck.ts';
import { healthOf, type PlatformState } from './http/health.ts';
import { createJobServices } from './jobs/create-job-services.ts';
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
import { createLogger } from './logging/logger.ts';
import { createModels } from './models/create-models.ts';
import type { ModelHost } from './models/model-host.ts';
import { createModelFiles } from './models/model-files.ts';
import { createRouteMatcher } from './http/route-matcher.ts';
import { createOtlpMetrics } from './telemetry/otlp-metrics.ts';
import { createSampler } from './telemetry/sampler.ts';
import { traceGenerations } from './telemetry/trace-generations.ts';
import { traceRequests } from './telemetry/trace-requests.ts';
import { createTracing } from './telemetry/tracing.ts';
import { addPlatformMetrics } from './metrics/platform-metrics.ts';
import { createServerMetrics } from './metrics/server-metrics.ts';
import { modelTopic } from './models/model-topic.ts';
import { ollamaReference } from './models/ollama-reference.ts';
import type { CloseOptions, Platform, PlatformOptions } from './platform-interface.ts';
import { createRecording } from './recording/create-recording.ts';
import { createExportService } from './recording/export-service.ts';
import { addTroubleMetrics, describeTrouble } from './recording/recording-health.ts';
import { logStatistics } from './recording/log-statistics.ts';
import { recordedModels } from './recording/recorded-models.ts';
import { keepTidy } from './files/keep-tidy.ts';
import { createPushService } from './pushes/push-service.ts';
import { createTrainingControl } from './training/training-control.ts';
import { createHttpServer } from './server/http-server.ts';
import { readTls } from './server/tls.ts';
import { waitAtMost } from './server/wait-at-most.ts';

export type { CloseOptions, Platform, PlatformOptions } from './platform-interface.ts';

/** How long the engine may take to end. */
const engineEndMs = 5000;

function platformState(host: ModelHost): PlatformState {
  // A model that was unloaded comes back with the next request.
  if (host.state.status === 'ready' || (host.state.status === 'idle' && host.wasReady)) return 'ready';
  return host.state.status === 'failed' ? 'degraded' : 'starting';
}

/**
 * The composition root: everything that a server consists of, made from one configuration. Nothing runs yet.
 *
 * Errors: `CONFIG_INVALID` when others than this machine could reach the server and there is no API key.
 */
export async function createPlatform(initial: Config, options: PlatformOptions = {}): Promise<Platform> {
  const settings = createLiveSettings(initial);
  // Reads as what holds now: sections are not to be kept.
  const { config } = settings;
  const keptLog = options.logger ? options.keptLog : createKeptLog();
  const logger = options.logger ?? createLogger({ ...config.log, history: keptLog });
  const { loadedConfig } = options;
  const keys = createApiKeyFile(join(config.folders.data, 'keys.json'));
  const audit = createAuditTrail(config, logger);
  const access = await createAccess(settings, keys);
  const { sampler, samplerRatio } = config.openTelemetry;
  const tracing = createTracing(createSampler({ name: sampler, ratio: samplerRatio }));
  const modelServices = createModels(settings, { ...options, logger, tracing });
  const { store: models, adapterRegistry, adapters, service, host, provider, progress, loopGuard } = modelServices;

  // Made below, and told from the first rating on.
  const ratings: EventSink = { write: (record) => loop.service.sink.write(record) };
  const recording = await createRecording({ config, onReload: settings.onReload, logger, tracing, sinks: [ratings] });
  const described = [
    describeLab(),
    describeLangGraph(),
    describeMcp(),
    describeModelFiles(),
    describeToolControl(),
    describeOperations(),
    describeServer(),
  ];
  const routeOf = createRouteMatcher(() => [...routerPaths(), ...described.flatMap(({ paths }) => Object.keys(paths))]);
  const reloader = loadedConfig && createReloader({ loaded: loadedConfig, settings, logger });
  const metrics = createServerMetrics({
    pool: service.pool,
    adapters,
    folders: { data: config.folders.data, models: config.folders.models },
    routeOf,
  });
  if (reloader) {
    addReloadMetrics(metrics.registry, reloader);
    auditReloads(audit, reloader);
  }
  addAccessMetrics(metrics.registry, rateLimiterOf(access.authenticate));
  addTroubleMetrics(metrics.registry, recording.trouble);
  const otlpMetrics = await createOtlpMetrics({ config, metrics, logger });
  const sink: EventSink = {
    write(record) {
      recording.sink.write(record);
      metrics.sink.write(record);
      otlpMetrics.sink.write(record);
    },
  };
  const eventSinks = [createGenerationLogSink(logger), sink];
  const labelStudio = createLabelStudioWebhook({ config, recording, logger });
  const storePath = join(config.folders.data, 'store.sqlite');
  const stores = createLabStores(storePath);
  const tools = createPlatformTools({ config, logger, sink, folder: process.cwd(), headers: tracing.headers });
  settings.onReload(['tools.policy', 'mcpServers'], (next) => tools.prepareReload(next));
  const conversations = recording.conversations(stores.conversations);
  const limiter = rateLimiterOf(access.authenticate);
  const limitedProvider = limitedModels(countTokens(provider, access.authenticate), { ...access, limiter });
  const mcpModels = recordedModels(limitedProvider, {
    sink,
    recordTokens: () => config.recording.tokens,
    client: 'mcp',
  });
  const offer: McpOffer = { tools, models: mcpModels, conversations: mcpConversations(conversations) };
  const mcp = createMcpEndpoints({ ...offer, access, bodyBytes: config.server.bodyLimitBytes, logger });
  let isListening = false;
  let tidying: Disposable | undefined;
  const { jobs, training, loop, fineTuning, files, exportFolder, pull } = createJobServices({
    config,
    logger,
    models: modelServices,
    recording,
    tracing,
    observer: metrics.jobs,
    storePath,
    isServing: () => isListening,
    training: options.training,
    env: options.env,
  });

  let closing: Promise<void> | undefined;
  let isRefusing = false;
  const state = (): PlatformState => (closing === undefined ? platformState(host) : 'draining');
  const stopping = new AbortController();
  const draining = new AbortController();
  const device = (): string => deviceOf(config, service);
  const health = {
    host,
    state,
    device,
    queueProblem: () => describeStuck(progress.silences(), config.server.stuckAfterMs),
    diskProblem: createDiskCheck(config.folders.data),
    recordingProblem: () => describeTrouble(recording.trouble),
  };
  const isReady = async (): Promise<boolean> => (await healthOf(health)).status === 'ok';
  addPlatformMetrics(metrics.registry, { recording, jobs, isReady });
  const control = createLabControl({
    config,
    service,
    health: () => healthOf(health),
    stop: () => stopping.abort(),
  });
  const changing = changingOptions(config);
  const hostRules = createConfiguredHostRules(config);
  const admission = createAdmission({ config, pool: service.pool, access, registry: metrics.registry });
  const app = createApp({
    config,
    hostRules,
    access,
    host,
    facts: () => defaultModelFacts(service),
    logger,
    traceRequests: traceRequests({ tracing, routeOf }),
    countRequests: metrics.middleware,
    admission: admission.handler,
    loopGuard: loopGuard.middleware,
    state,
    isRefusing: () => isRefusing,
    health,
    router: {
      models: provider,
      describe: described,
      toolServers: createToolServers({ config, tools, logger }),
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
      changing,
      slotSaveFolder: join(config.folders.data, 'slots'),
      logger,
    },
    audit,
    connectionOwners: options.connectionOwners,
    toolControl: createToolControl({ config, tools, logger }),
    modelFiles: createModelFiles({ config, service, store: models }),
    mcp: mcp.handler,
    labelStudio: labelStudio?.handler,
    operations: {
      keys: {
        store: access.keys,
        get hasConfiguredKey() {
          return access.hasConfiguredKey;
        },
        isOpenWithoutKeys: access.isLocal,
        lastUsedAt: access.lastUsedAt,
      },
      configuration: reloader && (() => shownConfiguration(reloader.shown)),
      logs: keptLog,
      metrics,
      audit: (message, details) => logger.info(details, message),
      auditLog: audit.log,
      reload: reloader && (() => reloader.reload('request')),
      changing,
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
      changing,
      logger,
    },
  });
  const attachSockets = (httpServer: Server): AttachedWebSocket =>
    attachWebSocket(httpServer, {
      ...access,
      models: provider,
      hosts: hostRules,
      jobs: { queue: jobs },
      topics: { models: modelTopic(service.pool), adapters: adapterTopic(adapters) },
      eventSinks,
      changing,
      deadlineMs: () => config.server.deadlineMs,
      aroundGeneration: traceGenerations(tracing),
      logger,
    });
  const server = createHttpServer(config.server, {
    listener: app.express,
    attach: attachSockets,
    connections: admission.connections,
    tls: readTls(config.server),
  });

  followReloads(settings, { logger, server });

  const abort = async (): Promise<void> => {
    // Before the engine: what an answer has said by then is kept.
    await mcp[Symbol.asyncDispose]();
    await app.close();
    await adapters[Symbol.asyncDispose]();
    await service[Symbol.asyncDispose]();
  };
  // Long work stops where it can go on later; it needs none of what requests need to end.
  const stopJobs = async (): Promise<void> => {
    await loop.service[Symbol.asyncDispose]();
    await jobs[Symbol.asyncDispose]();
  };
  const drain = async (closeOptions: CloseOptions): Promise<void> => {
    const { drainMs = config.server.drainMs, drainDelayMs = config.server.drainDelayMs } = closeOptions;
    if (isListening && drainDelayMs > 0) await setTimeout(drainDelayMs);
    isRefusing = true;
    tidying?.[Symbol.dispose]();
    draining.abort();
    await Promise.all([server.close({ drainMs, abort }), app.close({ drainMs }), mcp.drain(), stopJobs()]);
    await tools[Symbol.asyncDispose]();
    stores[Symbol.dispose]();
    if (!(await waitAtMost(abort(), engineEndMs))) logger.error('the engine does not end; it is left behind');
    await labelStudio?.[Symbol.asyncDispose]();
    await otlpMetrics[Symbol.asyncDispose]();
    metrics[Symbol.dispose]();
    await recording[Symbol.asyncDispose]();
    await audit.settled();
  };
  const close = (closeOptions: CloseOptions = {}): Promise<void> => {
    closing ??= drain(closeOptions);
    return closing;
  };

  return {
    config,
    settings,
    reloader,
    logger,
    models,
    keys: auditedKeys(keys, audit),
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
    get reference() {
      return service.reference;
    },
    stopRequest: stopping.signal,
    isDemonstration: config.model === undefined && config.runtime.backend === 'llama.cpp',
    get state() {
      return state();
    },
    async listen() {
      const address = await server.listen();
      isListening = true;
      tidying = keepTidy(config.folders.data, logger);
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
