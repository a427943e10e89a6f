import type { Generation } from './generation.ts';

/** Tokens of one generation that go into one decode step. */
export interface StepItem {
  generation: Generation;
  tokens: readonly number[];
  /** Logits are needed after the last of them. */
  last: boolean;
}

/** Half a batch: a prompt's chunk must not hold up the tokens of those who are already reading. */
const sharedChunkDivisor = 2;

/**
 * One token of each output that is decoding, and as much of one prompt as fits.
 *
 * @param batchSize tokens at most; never less than the number of generations.
 */
export function planStep(
  generations: readonly Generation[],
  prefill: Generation | undefined,
  batchSize: number,
): StepItem[] {
  const items: StepItem[] = [];
  for (const generation of generations) {
    if (generation.next !== undefined) items.push({ generation, tokens: [generation.next], last: true });
  }
  if (prefill !== undefined) {
    const room = items.length === 0 ? batchSize : Math.floor(batchSize / sharedChunkDivisor);
    const count = Math.min(prefill.remainingPrefill, room, batchSize - items.length);
    const from = prefill.prompt.length - prefill.remainingPrefill;
    const tokens = prefill.prompt.slice(from, from + count);
    if (count > 0) items.push({ generation: prefill, tokens, last: count === prefill.remainingPrefill });
  }
  return items;
}
