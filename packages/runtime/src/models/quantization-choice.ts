import { GGUF_QUANT_ORDER, GGMLFileQuantizationType, parseGGUFQuantLabel } from '@huggingface/gguf';
import { TuneloopError } from '@tuneloop/protocol';
import { parseFilePart, withoutPartNumber } from './split-files.ts';

const usual = 'Q4_K_M';

/** A quantisation that is offered, with the path of its file (the first part of a split one). */
export interface OfferedQuantization {
  quantization: string;
  path: string;
}

/** The models among a repository's files: no vision projectors, importance matrices or further parts of split files. */
export function offeredQuantizations(paths: readonly string[]): OfferedQuantization[] {
  return paths
    .filter((path) => /\.gguf$/i.test(path) && !/mmproj|imatrix/i.test(fileName(path)))
    .filter((path) => (parseFilePart(path)?.index ?? 1) === 1)
    .map((path) => ({ quantization: labelOf(path), path }));
}

/**
 * The path of the file with the named quantisation; without a name Q4_K_M, or else the nearest to it, the smaller one
 * when two are equally near.
 *
 * Errors: `MODEL_NOT_FOUND`, listing what there is.
 */
export function chooseQuantization(paths: readonly string[], named: string | undefined, source: string): string {
  const offers = offeredQuantizations(paths);
  if (offers.length === 0) {
    throw new TuneloopError(
      'MODEL_NOT_FOUND',
      `${source} holds no GGUF file. Look for a repository with the same name and the ending -GGUF.`,
      { details: { source } },
    );
  }
  if (named === undefined) return nearestToUsual(offers).path;
  const wanted = named.toUpperCase();
  const exact = offers.find(({ quantization }) => quantization === wanted);
  const byEnding = offers.find(({ path }) => stemOf(path).toUpperCase().endsWith(wanted));
  const chosen = exact ?? byEnding;
  if (chosen === undefined) {
    const names = offers.map(({ quantization }) => quantization);
    throw new TuneloopError('MODEL_NOT_FOUND', `${source} has no ${named}; there are: ${names.join(', ')}.`, {
      details: { source, quantizations: names },
    });
  }
  return chosen.path;
}

function nearestToUsual(offers: readonly OfferedQuantization[]): OfferedQuantization {
  const target = rank(usual);
  const byDistance = offers.toSorted((a, b) => {
    const [first, second] = [rank(a.quantization), rank(b.quantization)];
    return Math.abs(first - target) - Math.abs(second - target) || second - first || a.path.length - b.path.length;
  });
  return byDistance[0] as OfferedQuantization;
}

/** Position in the order from the largest to the smallest. */
function rank(quantization: string): number {
  const base = quantization.replace(/^UD-/, '');
  const type = GGMLFileQuantizationType[base as keyof typeof GGMLFileQuantizationType];
  const position = GGUF_QUANT_ORDER.indexOf(type);
  return position < 0 ? Number.MAX_SAFE_INTEGER : position;
}

function labelOf(path: string): string {
  return parseGGUFQuantLabel(fileName(path)) ?? parseGGUFQuantLabel(path) ?? stemOf(path);
}

function stemOf(path: string): string {
  return withoutPartNumber(fileName(path)).replace(/\.gguf$/i, '');
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
