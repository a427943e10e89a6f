import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { throwIfAborted, TuneloopError, type CallOptions, type SlotState, type SlotStates } from '@tuneloop/protocol';
import type { Connection } from '../../hosting/connection/connection.ts';
import type { Supervisor } from '../../hosting/connection/supervisor.ts';
import { identityDifference, type CacheIdentity } from './cache-identity.ts';
import { checkNativeState, type CacheShape } from './native-state.ts';
import { readSeal, sealSlotFile, type SealedSlot } from './slot-file.ts';
import { slotFault } from './slot-fault.ts';

/**
 * Slots of the base model, to and from disk. The engine's process reads and writes keys and values; all else about the
 * files is done on this side, where it holds up no decode step.
 */
export class LlamaCppSlotStates implements SlotStates {
  readonly #supervisor: Supervisor;
  readonly #identity: CacheIdentity;
  readonly #shape: CacheShape;

  constructor(options: { supervisor: Supervisor; identity: CacheIdentity; shape: CacheShape }) {
    this.#supervisor = options.supervisor;
    this.#identity = options.identity;
    this.#shape = options.shape;
  }

  async save(slot: number, path: string, { signal }: CallOptions = {}): Promise<SlotState> {
    const connection = await this.#connection(slot, signal);
    const draft = `${path}.${randomUUID()}.partial`;
    try {
      const { tokens, plainTokens } = await connection.call<'save-slot'>({ type: 'save-slot', slot, path: draft });
      const sizeBytes = await sealSlotFile(draft, { tokens, plainTokens, cache: this.#identity }, { signal });
      await rename(draft, path);
      return { tokens, sizeBytes };
    } catch (error) {
      await rm(draft, { force: true });
      if (TuneloopError.isInstance(error)) throw error;
      throw new TuneloopError('RESOURCE_EXHAUSTED', 'The slot cannot be written. Look after the disk and the folder.', {
        cause: error,
      });
    }
  }

  async restore(slot: number, path: string, { signal }: CallOptions = {}): Promise<SlotState> {
    const connection = await this.#connection(slot, signal);
    const { seal, sizeBytes } = await this.#read(path, signal);
    const { tokens, plainTokens } = seal;
    throwIfAborted(signal);
    const state = { tokens, plainTokens };
    await connection.call<'restore-slot'>({ type: 'restore-slot', slot, path, state });
    return { tokens, sizeBytes };
  }

  async erase(slot: number, { signal }: CallOptions = {}): Promise<number> {
    const connection = await this.#connection(slot, signal);
    return connection.call<'erase-slot'>({ type: 'erase-slot', slot });
  }

  async #connection(slot: number, signal: AbortSignal | undefined): Promise<Connection> {
    throwIfAborted(signal);
    const { slots } = this.#shape;
    if (!Number.isInteger(slot) || slot < 0 || slot >= slots) {
      throw new TuneloopError('INVALID_REQUEST', `There is no slot ${slot}; they are 0 to ${slots - 1}.`);
    }
    return this.#supervisor.connection(signal);
  }

  /** Nothing native has read any of it before. */
  async #read(path: string, signal: AbortSignal | undefined): Promise<SealedSlot> {
    const handle = await openSaved(path);
    try {
      const slot = await readSeal(handle, { signal });
      const difference = identityDifference(slot.seal.cache, this.#identity);
      if (difference !== undefined) throw slotFault(`it was saved with ${difference}`);
      await checkNativeState(handle, slot, this.#shape);
      return slot;
    } catch (error) {
      throw TuneloopError.from(error, 'STORE_FAILED');
    } finally {
      await handle.close();
    }
  }
}

async function openSaved(path: string): Promise<FileHandle> {
  try {
    // A named pipe would wait for somebody to write into it; Windows has neither.
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw new TuneloopError('NOT_FOUND', 'There is no such saved slot. Save one first.', { cause: error });
  }
}
