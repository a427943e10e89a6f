import { posix } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { encoderGraphs } from '../onnx/encoder/encoder-folder.ts';

/** Of which the first says that the folder is one. */
export const encoderConfigFile = 'config.json';
const needed = [encoderConfigFile, 'tokenizer.json', 'tokenizer_config.json'];
const optional: ReadonlySet<string> = new Set(['modules.json', 'sentence_bert_config.json']);
/** Of modules behind the transformer. */
const moduleConfig = /^\d+_[^/]+\/config\.json$/;
/** Models that write text have one, and are none. */
const generationConfig = 'generation_config.json';

/** Whether a repository's files look like an embedding model or one that ranks, in ONNX; its configuration tells. */
export function offersEncoder(paths: readonly string[]): boolean {
  const generates = paths.includes(generationConfig) && !paths.includes('modules.json');
  return !generates && needed.every((path) => paths.includes(path)) && offeredGraphs(paths).length > 0;
}

/**
 * The files of an encoder, its configuration first, with one of its graphs: the one that is named by a part of its name
 * (`fp16`, `quantized`), or else the most exact.
 *
 * Errors: `MODEL_NOT_FOUND`, listing what there is.
 */
export function encoderFiles(paths: readonly string[], named: string | undefined, source: string): string[] {
  const offered = offeredGraphs(paths);
  const wanted = named?.toLowerCase();
  const graph = offered.find((path) => wanted === undefined || posix.basename(path).includes(wanted));
  if (graph === undefined) {
    throw new TuneloopError('MODEL_NOT_FOUND', `${source} has no ${named}, but ${offered.join(', ')}.`, {
      details: { source, graphs: offered },
    });
  }
  // Weights of large models lie in files that are named after the graph.
  const beside = paths.filter((path) => path.startsWith(`${graph}_data`) || path === `${graph}.data`);
  const described = paths.filter((path) => optional.has(path) || moduleConfig.test(path));
  return [...needed, ...described, graph, ...beside];
}

function offeredGraphs(paths: readonly string[]): string[] {
  return encoderGraphs.filter((path) => paths.includes(path));
}
