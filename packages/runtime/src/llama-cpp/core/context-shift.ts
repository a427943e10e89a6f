import { TuneloopError } from '@tuneloop/protocol';
import type { NativeContext } from './binding.ts';
import type { Sequence } from './sequence-pool.ts';

/** The smallest part that is worth moving. */
const leastToDrop = 4;

/** How many tokens a shift leaves at the beginning: what was asked for, or the prompt as far as something can go. */
export function tokensToKeep(keep: number | 'prompt', promptTokens: number, contextSize: number): number {
  return keep === 'prompt' ? Math.min(promptTokens, contextSize - leastToDrop) : keep;
}

/**
 * Drops the oldest half of what follows the first `keep` tokens and moves the rest up. What is left was computed in
 * sight of what is gone, so that no other request may take it for the plain prefix that it looks like.
 *
 * @returns how many tokens went; 0 when `keep` leaves none to drop.
 */
export function shiftContext(context: NativeContext, sequence: Sequence, keep: number): number {
  const length = sequence.tokens.length;
  const discarded = Math.floor((length - keep) / 2);
  if (discarded <= 0) return 0;
  if (!context.removeTokenCellsFromSequence(sequence.id, keep, keep + discarded)) return 0;
  context.shiftSequenceTokenCells(sequence.id, keep + discarded, length, -discarded);
  sequence.tokens.splice(keep, discarded);
  sequence.plainTokens = Math.min(sequence.plainTokens ?? Infinity, keep);
  return discarded;
}

export function cannotShift(): TuneloopError {
  return new TuneloopError(
    'UNSUPPORTED',
    'The context of this model cannot be shifted. Leave `contextShift` out, or take a larger context (N_CTX).',
  );
}
