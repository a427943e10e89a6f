import { hash, type Token } from './tokenizer.ts';

/** The normalised sum of a direction for each token, so that texts that share words are near each other. */
export function embeddingOf(tokens: readonly Token[], dimension: number): Float32Array {
  const sum = new Float32Array(dimension);
  // Something is left of an empty text as well.
  sum[0] = 0.01;
  for (const { id } of tokens) {
    for (let place = 0; place < dimension; place += 1) {
      sum[place]! += hash([id & 0xff, (id >>> 8) & 0xff, id >>> 16, place]) / 0x4000_0000 - 1;
    }
  }
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}
