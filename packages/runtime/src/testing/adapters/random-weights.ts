/** Numbers in [-1, 1), the same for the same seed on every machine (mulberry32). */
export function randomWeights(seed: number): (count: number, largest: number) => Float32Array {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
  return (count, largest) => Float32Array.from({ length: count }, () => next() * largest);
}
