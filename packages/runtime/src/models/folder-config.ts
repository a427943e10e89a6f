import { basename } from 'node:path';
import { genaiConfigFile } from '../onnx/folder/genai-config.ts';
import { encoderConfigFile } from './encoder-files.ts';

/** Whether a model whose first file is this is served from its folder, as a whole. */
export function isFolderConfig(path: string): boolean {
  return [genaiConfigFile, encoderConfigFile].includes(basename(path));
}
