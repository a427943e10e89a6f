import { stat } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import type { RunBase } from './stored-run.ts';

/**
 * Adapters are published for llama.cpp, whose models are files; those of ONNX Runtime are folders.
 *
 * Errors: `INVALID_REQUEST` with `param` `model`.
 */
export async function requireTrainableBase({ id, path }: RunBase): Promise<void> {
  if ((await stat(path).catch(() => undefined))?.isDirectory() !== true) return;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `"${id}" is a model of ONNX Runtime, which cannot be trained as it is. Train on the GGUF that it was made of (conversion.json in ${path} names it), and make the adapter for it of what comes out: \`tuneloop convert PEFT-FOLDER --to onnx --base ${path}\`.`,
    { details: { param: 'model' } },
  );
}
