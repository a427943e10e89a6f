import { TuneloopError } from '@tuneloop/protocol';
import type { NativeContext } from './binding.ts';
import type { Sequence, SequencePool } from './sequence-pool.ts';
import type { CoreSlotState } from '../../hosting/hosted-core.ts';

/** What a slot holds, as far as it is told outside. */
/** Writes keys and values as llama.cpp does. Errors: `RESOURCE_EXHAUSTED`. */
export async function saveSequence(context: NativeContext, sequence: Sequence, path: string): Promise<CoreSlotState> {
  const { id, tokens, plainTokens } = sequence;
  try {
    await context.saveSequenceStateToFile(path, id, Uint32Array.from(tokens));
  } catch (cause) {
    throw new TuneloopError('RESOURCE_EXHAUSTED', 'The slot cannot be written. Look after the disk and the folder.', {
      cause,
    });
  }
  return { tokens: tokens.length, plainTokens };
}

/**
 * Replaces what the sequence holds.
 *
 * @param path of a file that is known to be whole and of this model. @param state what must come out of it.
 *
 * Errors: `INVALID_REQUEST`; the sequence is empty then.
 */
export async function restoreSequence(
  context: NativeContext,
  pool: SequencePool,
  sequence: Sequence,
  path: string,
  state: CoreSlotState,
): Promise<void> {
  pool.erase(sequence);
  try {
    const tokens = await context.loadSequenceStateFromFile(path, sequence.id, state.tokens);
    if (tokens.length !== state.tokens) throw new Error(`It holds ${tokens.length} tokens instead of ${state.tokens}.`);
    sequence.tokens = Array.from(tokens);
    sequence.plainTokens = state.plainTokens;
    pool.release(sequence);
  } catch (cause) {
    // A part of it may be there.
    pool.erase(sequence);
    throw new TuneloopError('INVALID_REQUEST', 'llama.cpp cannot read this slot. Save it again with this server.', {
      cause,
    });
  }
}
