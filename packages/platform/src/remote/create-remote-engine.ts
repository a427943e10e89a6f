import type { Engine } from '@tuneloop/protocol';
import type { ModelStore } from '@tuneloop/runtime';
import type { Logger } from '../logging/logger.ts';
import { remoteEngineUpstreams, type UpstreamSettings } from './upstream-config.ts';
import { createUpstreamModelStore } from './upstream-model-store.ts';

export interface RemoteEngineSettings {
  runtime: UpstreamSettings;
  contextSize?: number | undefined;
  slots?: number | undefined;
  threads?: number | undefined;
  gpuLayers?: number | undefined;
  queueLimit: number;
  queueWaitMs?: number | undefined;
  /** For a llama-server that is started here. */
  slotSaveFolder: string;
}

export interface RemoteEngineWiring {
  logger: Logger;
  /** Added to every request to an upstream. */
  headers: () => Record<string, string>;
}

/** The engine of the backend `remote`: upstreams, or the user's own llama-server. */
export async function createRemoteBackend(
  settings: RemoteEngineSettings,
  { logger, headers }: RemoteEngineWiring,
): Promise<Engine> {
  const { createLlamaServerEngine, createRemoteEngine } = await import('@tuneloop/runtime/remote');
  const { runtime, contextSize, slots, threads, gpuLayers, queueLimit, queueWaitMs, slotSaveFolder } = settings;
  if (runtime.llamaServerPath !== undefined) {
    return createLlamaServerEngine({
      executable: runtime.llamaServerPath,
      contextSize,
      slots,
      threads,
      gpuLayers,
      queueLimit,
      queueWaitMs,
      slotSaveFolder,
      onLog: (line) => logger.debug({ program: 'llama-server' }, line),
      onRestart: ({ reason, delayMs }) => logger.error({ delayMs }, `llama-server ${reason}; it is started again`),
    });
  }
  return createRemoteEngine({
    upstreams: remoteEngineUpstreams(runtime),
    queueLimit,
    queueWaitMs,
    contextSize,
    headers,
    onUpstreamChange: ({ upstream, healthy, reason }) => {
      if (healthy) logger.info({ upstream }, 'upstream answers again');
      else logger.warn({ upstream, reason }, 'upstream left out until it answers');
    },
  });
}

/** The upstreams' models, where the backend has upstreams; a llama-server loads those of the usual store. */
export function createRemoteModelStore(
  runtime: UpstreamSettings,
  headers: () => Record<string, string>,
): ModelStore | undefined {
  if (runtime.llamaServerPath !== undefined) return undefined;
  return createUpstreamModelStore(async () => {
    const { listUpstreamModels } = await import('@tuneloop/runtime/remote');
    const signal = AbortSignal.timeout(10_000);
    return listUpstreamModels({ upstreams: remoteEngineUpstreams(runtime), headers }, { signal });
  });
}
