import { isEncoderFolder } from '../onnx/encoder/encoder-folder.ts';
import { readGgufMetadata, type ModelMetadata } from './gguf/model-metadata.ts';
import { readEncoderMetadata } from './onnx/encoder-metadata.ts';
import { isGenaiFolder } from './onnx/genai-folder.ts';
import { readGenaiMetadata } from './onnx/genai-metadata.ts';

/**
 * Reads what a GGUF file says of itself, from its header alone, of a split one all parts; or what a folder for ONNX
 * Runtime GenAI or of an embedding or ranking model in ONNX does, without its weights.
 *
 * Errors: `MODEL_NOT_FOUND` (no such file, or a part of it), `MODEL_LOAD_FAILED` (not GGUF, damaged, truncated, not a
 * language model).
 */
export function readModelMetadata(path: string): Promise<ModelMetadata> {
  // A header takes a quarter of a second to parse: who reads it at the same time shares the work.
  const begun = reading.get(path);
  if (begun !== undefined) return begun;
  const result = read(path).finally(() => reading.delete(path));
  reading.set(path, result);
  return result;
}

const reading = new Map<string, Promise<ModelMetadata>>();

async function read(path: string): Promise<ModelMetadata> {
  if (await isGenaiFolder(path)) return await readGenaiMetadata(path);
  if (await isEncoderFolder(path)) return await readEncoderMetadata(path);
  return await readGgufMetadata(path);
}
