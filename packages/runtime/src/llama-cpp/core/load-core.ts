import { access } from 'node:fs/promises';
import { TuneloopError, type ProgressListener } from '@tuneloop/protocol';
import type { Llama, LlamaModel, LlamaModelOptions } from 'node-llama-cpp';
import type { BatcherEvent } from './batcher.ts';
import { Core } from './core.ts';
import type { CoreOptions } from './core-options.ts';
import { ropeOverrides } from './rope.ts';
import { NativeLog } from './native-log.ts';

/**
 * Loads the native library and a model.
 *
 * Errors: `UNSUPPORTED` (node-llama-cpp is missing or does not fit), `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED`,
 * `RESOURCE_EXHAUSTED`.
 */
export async function loadCore(
  options: CoreOptions,
  onEvents: (events: BatcherEvent[]) => void,
  onProgress: ProgressListener,
): Promise<Core> {
  await access(options.path).catch((error: unknown) => {
    throw new TuneloopError('MODEL_NOT_FOUND', 'The model file is not there. Check MODEL_PATH or pull the model.', {
      cause: error,
    });
  });
  const log = new NativeLog();
  const llama = await loadLibrary(options, log);
  const model = await loadModel(llama, options, onProgress, log);
  try {
    return await Core.create(llama, model, options, log, onEvents);
  } catch (error) {
    await model.dispose();
    throw TuneloopError.from(error, 'MODEL_LOAD_FAILED');
  }
}

async function loadLibrary(options: CoreOptions, log: NativeLog): Promise<Llama> {
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp').catch((error: unknown) => {
    throw new TuneloopError(
      'UNSUPPORTED',
      'The llama.cpp engine needs the package node-llama-cpp. Run `npm install node-llama-cpp@3.22`.',
      { cause: error },
    );
  });
  return getLlama({
    gpu: options.gpuLayers === 0 ? false : 'auto',
    // Neither compile nor download: what runs is what the lock file pinned.
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
    logger: (_level, message) => log.add(message),
  });
}

async function loadModel(
  llama: Llama,
  options: CoreOptions,
  onProgress: ProgressListener,
  log: NativeLog,
): Promise<LlamaModel> {
  try {
    return await llama.loadModel({
      modelPath: options.path,
      ...(options.gpuLayers !== undefined && { gpuLayers: options.gpuLayers === -1 ? 'max' : options.gpuLayers }),
      ...(await metadataOverrides(options)),
      // A part of the file that is not a number would show up as nonsense in the output.
      checkTensors: false,
      onLoadProgress: (share) => onProgress({ phase: 'load', completed: Math.round(share * 1000), total: 1000 }),
    });
  } catch (error) {
    throw loadFailed(error, log);
  }
}

/** Read from the file's header; the library takes them when it loads the weights. */
async function metadataOverrides({
  path,
  contextSize,
  rope,
}: CoreOptions): Promise<Pick<LlamaModelOptions, 'metadataOverrides'>> {
  if (rope === undefined) return {};
  // Needed by this alone, and it takes its time to load.
  const { readGgufMetadata } = await import('../../models/gguf/model-metadata.ts');
  const { architecture, contextLength } = await readGgufMetadata(path);
  return { metadataOverrides: ropeOverrides(architecture, contextLength, contextSize, rope) ?? {} };
}

function loadFailed(cause: unknown, log: NativeLog): TuneloopError {
  const architecture = log.find(/unknown model architecture: '([^']*)'/)?.[1];
  if (architecture !== undefined) {
    return new TuneloopError(
      'MODEL_LOAD_FAILED',
      `This llama.cpp does not know the architecture "${architecture}". Take another model, or a newer release.`,
      { details: { architecture }, cause },
    );
  }
  if (log.find(/not within the file bounds|corrupted or incomplete|unexpectedly reached end of file/)) {
    return new TuneloopError('MODEL_LOAD_FAILED', 'The model file is truncated or damaged. Download it again.', {
      cause,
    });
  }
  if (log.find(/unable to allocate|failed to allocate|out of memory/i)) {
    return new TuneloopError('RESOURCE_EXHAUSTED', 'There is not enough memory for this model. Take a smaller one.', {
      cause,
    });
  }
  const reason = log.last() ?? (cause instanceof Error ? cause.message : String(cause));
  return new TuneloopError('MODEL_LOAD_FAILED', `llama.cpp could not load the model: ${reason}`, { cause });
}
