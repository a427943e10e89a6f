/** One sequence with its KV cache, as `GenaiGenerator` has it. */
export interface Sequence {
  append(tokens: readonly number[]): Promise<void>;
  logits(): Float32Array;
  rewind(length: number): void;
  terminate(): void;
  dispose(): void;
}

export interface SequenceSource {
  /** @param adapter the name of one that was loaded. */
  createGenerator(maxLength: number, adapter?: string): Sequence;
}

/** A model in memory, as `GenaiModel` has it. */
export interface SequenceModel extends SequenceSource {
  loadAdapter(name: string, path: string): Promise<void>;
  unloadAdapter(name: string): void;
  dispose(): void;
}

/** A place for one request: a sequence, and the tokens that it holds. */
export interface Slot {
  generator: Sequence | undefined;
  /** Those whose keys and values are there. */
  tokens: number[];
  adapter: string | undefined;
  isBusy: boolean;
  usedAt: number;
}

/** The sequences of a model. One that is free keeps its tokens, so that a prompt that begins as they do need not compute them. */
export class SlotPool {
  readonly #model: SequenceSource;
  readonly #contextSize: number;
  readonly #slots: Slot[];
  #uses = 0;

  constructor(model: SequenceSource, options: { slots: number; contextSize: number }) {
    this.#model = model;
    this.#contextSize = options.contextSize;
    this.#slots = Array.from({ length: options.slots }, () => ({
      generator: undefined,
      tokens: [],
      adapter: undefined,
      isBusy: false,
      usedAt: 0,
    }));
  }

  /** The free slot that holds the longest part of the prompt, or else the one that was not used for longest. */
  acquire(prompt: readonly number[], options: { reuse: boolean; adapter: string | undefined }): Slot {
    const free = this.#slots.filter(({ isBusy }) => !isBusy);
    const shared = (slot: Slot): number =>
      options.reuse && slot.adapter === options.adapter ? sharedLength(slot.tokens, prompt) : 0;
    const slot = free.reduce((best, other) => {
      const gain = shared(other) - shared(best);
      return gain > 0 || (gain === 0 && other.usedAt < best.usedAt) ? other : best;
    });
    if (slot.generator !== undefined && slot.adapter === options.adapter) {
      // The logits behind the last token are needed, so that at least this one is computed.
      this.rewind(slot, Math.min(shared(slot), prompt.length - 1));
    } else {
      this.clear(slot);
      slot.generator = this.#model.createGenerator(this.#contextSize, options.adapter);
      slot.adapter = options.adapter;
    }
    slot.isBusy = true;
    slot.usedAt = ++this.#uses;
    return slot;
  }

  rewind(slot: Slot, length: number): void {
    if (length >= slot.tokens.length) return;
    slot.generator!.rewind(length);
    slot.tokens.length = length;
  }

  release(slot: Slot): void {
    slot.isBusy = false;
  }

  /** Forgets all that the slot holds, its memory included. */
  clear(slot: Slot): void {
    slot.generator?.dispose();
    slot.generator = undefined;
    slot.tokens = [];
    slot.adapter = undefined;
  }

  /** Frees what holds an adapter; no request may be using it. */
  dropAdapter(adapter: string): void {
    for (const slot of this.#slots) if (slot.adapter === adapter) this.clear(slot);
  }

  close(): void {
    for (const slot of this.#slots) this.clear(slot);
  }
}

function sharedLength(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
