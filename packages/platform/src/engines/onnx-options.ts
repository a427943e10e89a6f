import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import type { OnnxEngineOptions } from '@tuneloop/runtime/onnx';
import type { Config } from '../config/schema.ts';
import type { EngineSettings } from '../models/model-settings.ts';

/** Settings of single models that ONNX Runtime has nothing for. */
const ggufOnly = ['kvCacheType', 'rope', 'speculative', 'gpu', 'tensorSplit'] as const;

/** Errors: `CONFIG_INVALID` where a model has settings that are for GGUF models. */
export function onnxEngineOptions({ folders, offline }: Config, settings: EngineSettings): OnnxEngineOptions {
  const misplaced = ggufOnly.filter((name) => settings[name] !== undefined);
  if (misplaced.length > 0) {
    const message = `For GGUF models alone: ${misplaced.join(', ')}. Take that out of the settings of this ONNX model.`;
    throw new TuneloopError('CONFIG_INVALID', message, { details: { settings: misplaced } });
  }
  return {
    libraryFolder: onnxLibraryFolder(folders),
    libraryPath: settings.onnxLibraryPath,
    offline,
    slots: settings.slots,
    queueLimit: settings.queueLimit,
    queueWaitMs: settings.queueWaitMs,
    contextSize: settings.contextSize,
    threads: settings.threads,
    provider: settings.executionProvider,
    contextShift: settings.contextShift,
  };
}

/** Where ONNX Runtime GenAI is kept once it was fetched. */
export function onnxLibraryFolder({ cache }: Config['folders']): string {
  return join(cache, 'libraries');
}
