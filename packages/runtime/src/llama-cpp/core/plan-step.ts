import type { Generation } from './generation.ts';
import { scoredChunk } from './prompt-scores.ts';

/** Tokens of one generation that go into one decode step. */
export interface StepItem {
  generation: Generation;
  tokens: readonly number[];
  /** After which of them logits are needed. */
  logits: 'none' | 'last' | 'all';
  /** Whether an output token is sampled behind them. */
  samples: boolean;
}

/** Half a batch: a prompt's chunk must not hold up the tokens of those who are already reading. */
const sharedChunkDivisor = 2;

/**
 * One token of each output that is decoding with the guesses for what follows it, and as much of one prompt as fits,
 * in the order of their sequences: llama.cpp decodes together only what follows one another by number.
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
    const { next, draft } = generation;
    if (next !== undefined) items.push({ generation, tokens: [next, ...draft], logits: 'all', samples: true });
  }
  if (prefill !== undefined) {
    const { remainingPrefill, scores } = prefill;
    const planned = items.reduce((sum, { tokens }) => sum + tokens.length, 0);
    const chunk = items.length === 0 ? batchSize : Math.floor(batchSize / sharedChunkDivisor);
    const room = scores === undefined ? chunk : Math.min(chunk, scoredChunk);
    const count = Math.min(remainingPrefill, room, batchSize - planned);
    const from = prefill.prompt.length - remainingPrefill;
    const samples = count === remainingPrefill;
    const logits = scores === undefined ? (samples ? 'last' : 'none') : 'all';
    if (count > 0)
      items.push({ generation: prefill, tokens: prefill.prompt.slice(from, from + count), logits, samples });
  }
  return items.toSorted((a, b) => a.generation.sequence!.id - b.generation.sequence!.id);
}
