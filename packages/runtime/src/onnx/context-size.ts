import { TuneloopError } from '@tuneloop/protocol';
import { freeMemory } from '../memory/free-memory.ts';
import type { GenaiFolder } from './folder/check-folder.ts';

export interface ContextSizeOptions {
  requested: number | undefined;
  slots: number;
  /** In bytes; by default what is free now. */
  freeBytes?: number | undefined;
}

export interface ContextSize {
  /** Of each slot. */
  tokens: number;
  reason: string;
}

const smallest = 512;
/** Of the memory that the weights leave; the rest is for the system and other programs. */
const shareOfMemory = 0.5;
/** The configuration does not tell how keys and values are kept; on a CPU mostly as float32. */
const bytesPerValue = 4;

/** Bytes of keys and values of one token. */
export function kvBytesPerToken({ config }: Pick<GenaiFolder, 'config'>): number {
  const { head_size: size, num_key_value_heads: heads, num_hidden_layers: layers } = config.model.decoder;
  return 2 * layers * heads * size * bytesPerValue;
}

/**
 * The model's own context size as far as memory allows: a slot that is used has memory for all of its tokens.
 *
 * Errors: `UNSUPPORTED` when more is requested than the model has.
 */
export function resolveContextSize(
  folder: Pick<GenaiFolder, 'config' | 'sizeBytes'>,
  options: ContextSizeOptions,
): ContextSize {
  const { requested, slots, freeBytes = freeMemory() } = options;
  const { context_length: largest } = folder.config.model;
  if (requested !== undefined) {
    if (requested <= largest) return { tokens: requested, reason: 'as configured' };
    throw new TuneloopError(
      'UNSUPPORTED',
      `A context of ${requested} tokens was asked for, but the model has ${largest}. Set N_CTX to ${largest} or less.`,
      { details: { requested, largest } },
    );
  }
  const room = Math.max(0, freeBytes - folder.sizeBytes) * shareOfMemory;
  let tokens = largest;
  while (tokens > smallest && tokens * slots * kvBytesPerToken(folder) > room) tokens = Math.floor(tokens / 2);
  return tokens === largest
    ? { tokens, reason: 'as the model was made' }
    : { tokens, reason: `what memory allows; the model was made for ${largest}` };
}
