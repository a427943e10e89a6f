import type { FileHandle } from 'node:fs/promises';
import { readAt, type SealedSlot } from './slot-file.ts';
import { slotFault } from './slot-fault.ts';

/** What the state must fit into. */
export interface CacheShape {
  /** Tokens of one slot. */
  contextSize: number;
  vocabularySize: number;
  slots: number;
  /** See `LlamaCppDescription`. */
  plainCells: boolean;
}

/** llama.cpp's `LLAMA_STATE_SEQ_MAGIC`. */
const magic = 0x67677371;
/** Position, number of sequences, their ids: here one. */
const cellBytes = 12;

/**
 * Holds the beginning of the native state against the cache that is to take it, since llama.cpp believes most of what it
 * reads there: whoever can write the file can also write a seal that fits. Sizes and types of keys and values it checks
 * for itself.
 *
 * Source: `llama_context::state_seq_load_file` and `llama_kv_cache::state_read` in llama.cpp.
 *
 * Errors: `INVALID_REQUEST`.
 */
export async function checkNativeState(handle: FileHandle, slot: SealedSlot, shape: CacheShape): Promise<void> {
  const { tokens } = slot.seal;
  if (tokens > shape.contextSize) {
    throw slotFault(`it holds ${tokens} tokens, but the context has room for ${shape.contextSize}`);
  }
  if (slot.stateBytes < 12 + 4 * tokens) throw slotFault('it is damaged');
  const head = await readAt(handle, 0, 12 + 4 * tokens);
  if (head.readUInt32LE(0) !== magic) throw slotFault('llama.cpp did not write it');
  if (head.readUInt32LE(8) !== tokens) throw slotFault('it is damaged');
  for (let token = 0; token < tokens; token++) {
    if (head.readUInt32LE(12 + 4 * token) >= shape.vocabularySize) throw slotFault('it names tokens that do not exist');
  }
  if (shape.plainCells) await checkCells(handle, slot, shape);
}

/** For each slot the number of cells; behind the one number that is not 0 the cells, and then keys and values. */
async function checkCells(
  handle: FileHandle,
  { seal: { tokens }, stateBytes }: SealedSlot,
  { slots, contextSize }: CacheShape,
): Promise<void> {
  const start = 12 + 4 * tokens;
  const countsBytes = 4 * (1 + slots);
  if (stateBytes < start + countsBytes + cellBytes * tokens) throw slotFault('it is damaged');
  const bytes = await readAt(handle, start, countsBytes + cellBytes * tokens);
  if (bytes.readUInt32LE(0) !== slots) throw slotFault('it is of another number of slots');
  const counts = Array.from({ length: slots }, (_, slot) => bytes.readUInt32LE(4 + 4 * slot));
  const used = counts.findIndex((count) => count > 0);
  if (used === -1 ? tokens > 0 : counts[used] !== tokens) throw slotFault('it is damaged');
  if (used === -1) return;
  const cells = 8 + 4 * used;
  for (let cell = 0; cell < tokens; cell++) {
    const position = bytes.readInt32LE(cells + cellBytes * cell);
    const sequences = bytes.readUInt32LE(cells + cellBytes * cell + 4);
    if (position < 0 || position >= contextSize || sequences !== 1) throw slotFault('it is damaged');
  }
  const rest = await readAt(handle, stateBytes - 4 * (slots - used - 1), 4 * (slots - used - 1));
  if (rest.some((byte) => byte !== 0)) throw slotFault('it is damaged');
}
