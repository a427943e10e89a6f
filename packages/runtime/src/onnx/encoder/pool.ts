import type { Pooling, PoolingMode } from './sentence-modules.ts';

/** The vectors of one text's tokens, within those of a batch. */
export interface TokenVectors {
  /** `[text, token, dimension]`. */
  data: ArrayLike<number>;
  /** Of the text's first token. */
  offset: number;
  /** Without padding. */
  tokens: number;
  dimensions: number;
}

/** @returns `[mode × dimension]`, L2-normalised. */
export function pool(vectors: TokenVectors, pooling: Pooling): Float32Array {
  const pooled = new Float32Array(pooling.length * vectors.dimensions);
  for (const [place, mode] of pooling.entries()) {
    pooled.set(poolBy[mode](vectors), place * vectors.dimensions);
  }
  return normalised(pooled);
}

/** Zeros stay zeros. */
export function normalised(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return length === 0 ? vector : vector.map((value) => value / length);
}

const poolBy: Readonly<Record<PoolingMode, (vectors: TokenVectors) => Float64Array>> = {
  cls: (vectors) => weighted(vectors, (token) => (token === 0 ? 1 : 0)),
  last: (vectors) => weighted(vectors, (token) => (token === vectors.tokens - 1 ? 1 : 0)),
  mean: (vectors) => weighted(vectors, () => 1 / vectors.tokens),
  'mean-sqrt': (vectors) => weighted(vectors, () => 1 / Math.sqrt(vectors.tokens)),
  // The first token counts once, the second twice, and so on.
  'weighted-mean': (vectors) =>
    weighted(vectors, (token) => (2 * (token + 1)) / (vectors.tokens * (vectors.tokens + 1))),
  max({ data, offset, tokens, dimensions }) {
    const largest = new Float64Array(dimensions).fill(-Infinity);
    for (let place = 0; place < tokens * dimensions; place += 1) {
      const dimension = place % dimensions;
      largest[dimension] = Math.max(largest[dimension]!, data[offset + place]!);
    }
    return largest;
  },
};

function weighted(
  { data, offset, tokens, dimensions }: TokenVectors,
  weightOf: (token: number) => number,
): Float64Array {
  const sum = new Float64Array(dimensions);
  for (let token = 0; token < tokens; token += 1) {
    const weight = weightOf(token);
    if (weight === 0) continue;
    const start = offset + token * dimensions;
    for (let dimension = 0; dimension < dimensions; dimension += 1)
      sum[dimension]! += weight * data[start + dimension]!;
  }
  return sum;
}
