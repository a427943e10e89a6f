import type { CallOptions } from './call-options.ts';

export interface SlotState {
  /** Tokens whose keys and values the slot holds. */
  tokens: number;
  /** Of the file. */
  sizeBytes: number;
}

/**
 * The KV cache of single slots, kept on disk over a restart. Slots are numbered from 0 to `ModelInfo.slots` - 1.
 *
 * Errors of all: `INVALID_REQUEST` (no such slot), `BUSY` (a request is using it).
 */
export interface SlotStates {
  /** Writes to a temporary file and renames. Errors: `RESOURCE_EXHAUSTED` (disk). */
  save(slot: number, path: string, options?: CallOptions): Promise<SlotState>;
  /** Errors: `NOT_FOUND`, `INVALID_REQUEST` (of another model, or damaged). */
  restore(slot: number, path: string, options?: CallOptions): Promise<SlotState>;
  /** Resolves to the number of tokens that were forgotten. */
  erase(slot: number, options?: CallOptions): Promise<number>;
}
