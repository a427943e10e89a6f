import { TuneloopError } from '@tuneloop/protocol';
import type { Config } from '../config/schema.ts';

/** Errors: `CONFIG_INVALID` where the default model is wanted, and with the backend `onnx` none is named. */
export function requireNamedModel({ runtime, model }: Pick<Config, 'runtime' | 'model'>, isDefault: boolean): void {
  if (!isDefault || runtime.backend !== 'onnx' || model !== undefined) return;
  throw new TuneloopError(
    'CONFIG_INVALID',
    'The backend "onnx" needs a model: set MODEL_PATH to a folder for ONNX Runtime GenAI, or to hf:organisation/repository. Make one with: tuneloop convert MODEL --to onnx. The small demonstration model is GGUF, for the backend llama.cpp.',
  );
}
