/**
 * Puts texts of about the same length together, so that little is computed on padding.
 *
 * @param lengths in tokens.
 * @param largest tokens of a batch with its padding; a longer text stands alone.
 * @returns places in `lengths`, each in one batch.
 */
export function planBatches(lengths: readonly number[], largest: number): number[][] {
  const byLength = lengths.map((_length, place) => place).toSorted((a, b) => lengths[a]! - lengths[b]!);
  const batches: number[][] = [];
  for (const place of byLength) {
    const batch = batches.at(-1);
    // It is the longest so far, and all others are padded to it.
    if (batch === undefined || (batch.length + 1) * lengths[place]! > largest) batches.push([place]);
    else batch.push(place);
  }
  return batches;
}
