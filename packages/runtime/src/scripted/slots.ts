import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { throwIfAborted, TuneloopError, type CallOptions, type SlotState, type SlotStates } from '@tuneloop/protocol';
import { z } from 'zod';
import type { PrefixCache } from './prefix-cache.ts';
import { tokenFromBytes, type Token } from './tokenizer.ts';

interface Slot {
  busy: boolean;
  tokens: readonly Token[];
}

const fileSchema = z.strictObject({ format: z.literal('tuneloop-scripted-slot'), tokens: z.array(z.base64()) });

/** The slots of a scripted model: what each holds is the text of its last request, in place of keys and values. */
export class ScriptedSlots implements SlotStates {
  readonly #slots: Slot[];
  readonly #cache: PrefixCache;
  readonly #signalOf: (options: CallOptions) => AbortSignal;

  constructor(count: number, cache: PrefixCache, signalOf: (options: CallOptions) => AbortSignal) {
    this.#slots = Array.from({ length: count }, () => ({ busy: false, tokens: [] }));
    this.#cache = cache;
    this.#signalOf = signalOf;
  }

  /** Takes the first free slot. Disposing the result frees it; doing so again changes nothing. */
  occupy(tokens: readonly Token[]): Disposable & { hold(tokens: readonly Token[]): void } {
    const slot = this.#slots.find(({ busy }) => !busy);
    if (!slot) throw new Error('The queue let more requests in than there are slots.');
    slot.busy = true;
    slot.tokens = tokens;
    let isMine = true;
    return {
      hold: (held) => {
        if (isMine) slot.tokens = held;
      },
      [Symbol.dispose]: () => {
        if (isMine) slot.busy = false;
        isMine = false;
      },
    };
  }

  /** Tokens of all slots. */
  get heldTokens(): number {
    return this.#slots.reduce((sum, { tokens }) => sum + tokens.length, 0);
  }

  async save(slot: number, path: string, options: CallOptions = {}): Promise<SlotState> {
    const { tokens } = this.#idle(slot, options);
    const encoded = tokens.map(({ bytes }) => Buffer.from(bytes).toString('base64'));
    const text = JSON.stringify({ format: 'tuneloop-scripted-slot', tokens: encoded } satisfies z.infer<
      typeof fileSchema
    >);
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await writeFile(temporary, text);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw new TuneloopError('RESOURCE_EXHAUSTED', 'The slot cannot be written. Look after the disk and the folder.', {
        cause: error,
      });
    }
    return { tokens: tokens.length, sizeBytes: Buffer.byteLength(text) };
  }

  async restore(slot: number, path: string, options: CallOptions = {}): Promise<SlotState> {
    this.#idle(slot, options);
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new TuneloopError('NOT_FOUND', 'There is no such saved slot. Save one first.', { cause: error });
    });
    const tokens = parseTokens(text);
    const held = this.#idle(slot, options);
    held.tokens = tokens;
    this.#cache.remember(tokens);
    return { tokens: tokens.length, sizeBytes: Buffer.byteLength(text) };
  }

  async erase(slot: number, options: CallOptions = {}): Promise<number> {
    const held = this.#idle(slot, options);
    const { tokens } = held;
    this.#cache.forget(tokens);
    held.tokens = [];
    return tokens.length;
  }

  #idle(place: number, options: CallOptions): Slot {
    throwIfAborted(this.#signalOf(options));
    const slot = this.#slots[place];
    if (!slot) {
      throw new TuneloopError('INVALID_REQUEST', `There is no slot ${place}; they are 0 to ${this.#slots.length - 1}.`);
    }
    if (slot.busy) throw new TuneloopError('BUSY', `A request is using slot ${place}. Try again when it has ended.`);
    return slot;
  }
}

function parseTokens(text: string): Token[] {
  try {
    return fileSchema.parse(JSON.parse(text)).tokens.map((bytes) => tokenFromBytes(Buffer.from(bytes, 'base64')));
  } catch (error) {
    throw new TuneloopError('INVALID_REQUEST', 'This file is no saved slot of a scripted model, or it is damaged.', {
      cause: error,
    });
  }
}
