/** A number from 0 to below 1. */
export type RandomSource = () => number;

/** A file that is broken on purpose. */
export interface Mutant {
  /** What was done to it. */
  name: string;
  bytes: Buffer;
}

export const below = (random: RandomSource, end: number): number => Math.floor(random() * end);

export const pick = <T>(random: RandomSource, values: readonly T[]): T => values[below(random, values.length)]!;

/** The same numbers for the same seed (xorshift). */
export function seeded(seed: number): RandomSource {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

/** Some bits of the first `end` bytes turned over. */
export function flipBits(bytes: Buffer, end: number, random: RandomSource): Mutant {
  const copy = Buffer.from(bytes);
  const count = 1 + below(random, 8);
  const places = Array.from({ length: count }, () => below(random, Math.min(end, copy.length)));
  for (const place of places) copy[place] = copy[place]! ^ (1 << below(random, 8));
  return { name: `bits turned over at ${places.join(', ')}`, bytes: copy };
}

export function cutOff(bytes: Buffer, end: number, random: RandomSource): Mutant {
  const length = below(random, Math.min(end, bytes.length));
  return { name: `cut off after ${length} bytes`, bytes: bytes.subarray(0, length) };
}
