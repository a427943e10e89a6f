import { join } from 'node:path';
import type { Engine } from '@tuneloop/protocol';
import type { Config } from './config/schema.ts';
import { createLocalEngine } from './engines/local-engine.ts';
import { onnxEngineOptions } from './engines/onnx-options.ts';
import type { EngineSettings } from './models/model-settings.ts';
import { createRemoteBackend, type RemoteEngineWiring } from './remote/create-remote-engine.ts';

const flashAttention = { auto: undefined, on: true, off: false } as const;

/**
 * The engine for a model with these settings: upstreams, where the configuration names them, else the one that the model
 * is made for. Native parts are loaded only when a model is.
 */
export async function createEngine(
  config: Config,
  settings: EngineSettings,
  wiring: RemoteEngineWiring,
): Promise<Engine> {
  const { folders, runtime } = config;
  if (runtime.backend === 'remote') {
    return createRemoteBackend({ ...settings, runtime, slotSaveFolder: join(folders.data, 'slots') }, wiring);
  }
  return createLocalEngine(runtime.backend, {
    gguf: () => llamaCppEngine(config, settings),
    async onnx() {
      const { createOnnxEngine } = await import('@tuneloop/runtime/onnx');
      return createOnnxEngine(onnxEngineOptions(config, settings));
    },
  });
}

async function llamaCppEngine({ folders }: Config, settings: EngineSettings): Promise<Engine> {
  const { createLlamaCppEngine } = await import('@tuneloop/runtime/llama-cpp');
  const { gpu } = settings;
  return createLlamaCppEngine({
    slots: settings.slots,
    queueLimit: settings.queueLimit,
    queueWaitMs: settings.queueWaitMs,
    contextSize: settings.contextSize,
    threads: settings.threads,
    gpuLayers: settings.gpuLayers,
    gpus: gpu === undefined ? undefined : [gpu].flat(),
    tensorSplit: settings.tensorSplit,
    kvCacheType: settings.kvCacheType,
    rope: settings.rope,
    speculative: settings.speculative,
    contextShift: settings.contextShift,
    flashAttention: flashAttention[settings.flashAttention],
    adapterMemoryBytes: settings.adapterMemoryBytes,
    // What was measured on this machine is kept, so that the next start need not measure again.
    tuningFile: join(folders.cache, 'tuning.json'),
  });
}
