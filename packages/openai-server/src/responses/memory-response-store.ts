import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import type { ResponseStore, StoredResponse } from './response-store.ts';

export interface MemoryResponseStoreOptions {
  /** Default 1 000. */
  maxEntries?: number | undefined;
  /** Of the entries' JSON together. Default 64 MiB; an entry that is larger by itself is not kept. */
  maxBytes?: number | undefined;
}

const optionsSchema = z.strictObject({
  maxEntries: z.int().min(1).default(1_000),
  maxBytes: z
    .int()
    .min(1)
    .default(64 * 1024 * 1024),
});

interface Slot {
  entry: StoredResponse;
  bytes: number;
}

/**
 * Keeps responses in memory until the process ends; when it is full, the one that was used least recently goes first.
 *
 * Errors: `INVALID_REQUEST` when an option is wrong.
 */
export function createMemoryResponseStore(options: MemoryResponseStoreOptions = {}): ResponseStore {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) {
    throw new TuneloopError('INVALID_REQUEST', `createMemoryResponseStore: ${z.prettifyError(parsed.error)}`);
  }
  const { maxEntries, maxBytes } = parsed.data;
  // A map keeps the order of insertion: the first is the one that was used least recently.
  const slots = new Map<string, Slot>();
  let bytes = 0;

  const remove = (key: string): boolean => {
    bytes -= slots.get(key)?.bytes ?? 0;
    return slots.delete(key);
  };
  return {
    put: async (owner, entry) => {
      const key = keyOf(owner, entry.response.id);
      const size = Buffer.byteLength(JSON.stringify(entry));
      remove(key);
      if (size > maxBytes) return;
      slots.set(key, { entry, bytes: size });
      bytes += size;
      for (const oldest of slots.keys()) {
        if (slots.size <= maxEntries && bytes <= maxBytes) break;
        remove(oldest);
      }
    },
    get: async (owner, id) => {
      const key = keyOf(owner, id);
      const slot = slots.get(key);
      if (!slot) return undefined;
      slots.delete(key);
      slots.set(key, slot);
      return slot.entry;
    },
    delete: async (owner, id) => remove(keyOf(owner, id)),
  };
}

function keyOf(owner: string | undefined, id: string): string {
  return JSON.stringify([owner ?? null, id]);
}
