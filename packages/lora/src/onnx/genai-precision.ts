import { TuneloopError } from '@tuneloop/protocol';

/** How the matrices of a genai folder are kept. `int4` keeps its embeddings and its output in 8 bits. */
export const genaiPrecisions = ['fp32', 'fp16', 'int8', 'int4'] as const;

export type GenaiPrecision = (typeof genaiPrecisions)[number];

/** Errors: `INVALID_REQUEST` for another name. */
export function parseGenaiPrecision(text: string): GenaiPrecision {
  const wanted = text.toLowerCase();
  const found = genaiPrecisions.find((precision) => precision === wanted);
  if (found !== undefined) return found;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `There is no precision ${JSON.stringify(text)} of ONNX models. There are ${genaiPrecisions.join(', ')}.`,
    { details: { param: 'precision' } },
  );
}
