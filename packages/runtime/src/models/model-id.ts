import { basename } from 'node:path';
import { parseGGUFQuantLabel } from '@huggingface/gguf';
import { withoutPartNumber } from './split-files.ts';

/**
 * The name under which a file is served: its own without extension, part number and quantisation, in lower case.
 * Never holds `:` or `@`, which choose adapters.
 */
export function modelIdFromFile(path: string): string {
  const stem = withoutPartNumber(basename(path.replaceAll('\\', '/'))).replace(/\.gguf$/i, '');
  const quantization = parseGGUFQuantLabel(stem);
  const at = quantization === undefined ? -1 : stem.toUpperCase().lastIndexOf(quantization);
  // A label in the middle of a name (model-q4_0-v2) belongs to it.
  const isSuffix = quantization !== undefined && at > 0 && at + quantization.length === stem.length;
  return toModelId(isSuffix ? stem.slice(0, at) : stem);
}

/** Makes any text a model id. */
export function toModelId(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z\d._-]+/g, '-')
    .replaceAll(/^[-._]+|[-._]+$/g, '');
}

/** The quantisation that a file's name tells, such as `Q4_K_M`. */
export function quantizationFromFile(path: string): string | undefined {
  return parseGGUFQuantLabel(basename(path.replaceAll('\\', '/')).replace(/\.gguf$/i, ''));
}
