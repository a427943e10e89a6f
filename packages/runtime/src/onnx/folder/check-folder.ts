import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError, type ModelSource } from '@tuneloop/protocol';
import { genaiConfigFile, readGenaiConfig, type GenaiConfig } from './genai-config.ts';
import { readTokenizerFiles, type TokenizerFiles } from './tokenizer-files.ts';

/** A folder that has what it takes to be loaded; whether its weights are whole, only the library can tell. */
export interface GenaiFolder {
  path: string;
  config: GenaiConfig;
  tokenizer: TokenizerFiles;
  /** Bytes of the graph and its weights. */
  sizeBytes: number;
}

/** Errors: `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED` telling what is missing. */
export async function checkFolder({ id, path }: ModelSource): Promise<GenaiFolder> {
  const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
  if (path === undefined || found === undefined) {
    throw new TuneloopError('MODEL_NOT_FOUND', `The folder of model "${id}" is not there. Check MODEL_PATH.`);
  }
  if (!found.isDirectory()) {
    throw new TuneloopError(
      'MODEL_LOAD_FAILED',
      `Model "${id}" is a file; the ONNX engine needs the folder that holds its ${genaiConfigFile}. ` +
        'Make one with `tuneloop convert --to onnx`.',
    );
  }
  const [config, tokenizer] = await Promise.all([readGenaiConfig(path), readTokenizerFiles(path)]);
  const { filename } = config.model.decoder;
  const names = await readdir(path);
  if (!names.includes(filename)) {
    throw new TuneloopError(
      'MODEL_LOAD_FAILED',
      `${join(path, filename)} is missing, which ${genaiConfigFile} names as the model. Copy the whole folder.`,
    );
  }
  const weights = names.filter((name) => name.startsWith(filename) || /\.onnx(?:[._]data)?$/.test(name));
  const sizes = await Promise.all(weights.map(async (name) => (await stat(join(path, name))).size));
  return { path, config, tokenizer, sizeBytes: sizes.reduce((sum, size) => sum + size, 0) };
}
