import { TuneloopError } from '@tuneloop/protocol';
import type { NativeContext } from './binding.ts';

/** A row of the KV cache and the tokens whose keys and values it holds. */
export interface Sequence {
  readonly id: number;
  /** In the cache, in order of position. */
  tokens: number[];
  /** Only so many of them, from the first on, are as a plain prefill makes them; all, when left out. */
  plainTokens?: number | undefined;
  busy: boolean;
  lastUsed: number;
}

/** Tokens; recomputing so few costs about as much as a copy. */
const negligibleTail = 32;

/**
 * A copy moves the cells of a whole context, which takes as long as prefilling one token for about a thousand of them.
 * Fewer here, since everybody waits for a copy.
 */
const cellsPerPrefilledToken = 256;

/**
 * Which sequence serves a prompt. Prefixes are shared between all sequences: what an idle one holds is reused in place
 * or copied, and what a busy one holds is copied, so that requests with one system prompt prefill it once.
 */
export class SequencePool {
  readonly #context: NativeContext;
  readonly #sequences: Sequence[];
  /** Whether a prefix of a sequence can be kept and the rest dropped (not so in recurrent models). */
  readonly #divisible: boolean;
  /** Tokens worth a copy. */
  readonly #copyWorth: number;
  #clock = 0;

  constructor(context: NativeContext, options: { sequences: number; divisible: boolean; contextSize: number }) {
    this.#context = context;
    this.#divisible = options.divisible;
    this.#copyWorth = Math.max(8, options.contextSize / cellsPerPrefilledToken);
    this.#sequences = Array.from({ length: options.sequences }, (_, id) => ({
      id,
      tokens: [],
      busy: false,
      lastUsed: 0,
    }));
  }

  /** Tokens in the cache, of all sequences. */
  get heldTokens(): number {
    return this.#sequences.reduce((sum, { tokens }) => sum + tokens.length, 0);
  }

  /**
   * Takes an idle sequence and brings as much of `prompt` into it as any sequence holds; at least the last token is
   * left to be decoded, since its logits are needed.
   */
  async acquire(prompt: readonly number[], reusePrefix: boolean): Promise<Sequence> {
    const limit = reusePrefix ? prompt.length - 1 : 0;
    const candidates = this.#sequences.map((sequence) => ({
      sequence,
      shared: this.#usable(sequence, prompt, limit),
    }));
    const idle = candidates.filter(({ sequence }) => !sequence.busy);
    const best = candidates.reduce(preferred);
    const bestIdle = idle.reduce(preferred);

    // An idle sequence goes on in place when its tail is no loss: the next turn of the same conversation, mostly.
    const tail = bestIdle.sequence.tokens.length - bestIdle.shared;
    if (bestIdle.shared === best.shared && best.shared > 0 && tail <= negligibleTail) {
      return this.#take(bestIdle.sequence, best.shared);
    }
    const target = idle.reduce((a, b) => (this.#compareTargets(b.sequence, a.sequence) < 0 ? b : a));
    const source = target === best || !this.#worthCopying(best) ? undefined : best.sequence;
    await this.#setAside(target.sequence, source);
    return source === undefined
      ? this.#take(target.sequence, target.shared)
      : this.#copy(source, target.sequence, best.shared);
  }

  /** How much of the prompt the sequence holds, as far as it can be taken out of it. */
  #usable({ tokens, plainTokens = Infinity }: Sequence, prompt: readonly number[], limit: number): number {
    const shared = sharedLength(tokens, prompt, Math.min(limit, plainTokens));
    return this.#divisible || shared === tokens.length ? shared : 0;
  }

  /** By number. Errors: `INVALID_REQUEST` (no such sequence), `BUSY`. */
  idle(id: number): Sequence {
    const sequence = this.#sequences[id];
    if (sequence === undefined) {
      throw new TuneloopError(
        'INVALID_REQUEST',
        `There is no slot ${id}; they are 0 to ${this.#sequences.length - 1}.`,
      );
    }
    if (sequence.busy) {
      throw new TuneloopError('BUSY', `A request is using slot ${id}. Try again when it has ended.`);
    }
    return sequence;
  }

  release(sequence: Sequence): void {
    sequence.busy = false;
    sequence.lastUsed = ++this.#clock;
  }

  /** Forgets what the sequence holds: after a failed decode its cells cannot be trusted. */
  clear(sequence: Sequence): void {
    this.#context.disposeSequence(sequence.id);
    sequence.tokens = [];
    sequence.plainTokens = undefined;
  }

  /** Forgets what the sequence holds, so that it is the first to be taken. Returns how many tokens that was. */
  erase(sequence: Sequence): number {
    const { length } = sequence.tokens;
    this.clear(sequence);
    sequence.lastUsed = 0;
    return length;
  }

  /** Drops what follows the first `keep` tokens: guesses that were wrong. */
  trim(sequence: Sequence, keep: number): void {
    this.#truncate(sequence, keep);
  }

  /**
   * First the one between or beside busy ones: llama.cpp decodes sequences of successive numbers in one pass, and every
   * gap costs a pass more in each step. Then the one used longest ago.
   */
  #compareTargets(a: Sequence, b: Sequence): number {
    return this.#busyNeighbours(b) - this.#busyNeighbours(a) || a.lastUsed - b.lastUsed;
  }

  #busyNeighbours({ id }: Sequence): number {
    return Number(this.#sequences[id - 1]?.busy ?? false) + Number(this.#sequences[id + 1]?.busy ?? false);
  }

  /** Moves what the target holds to a sequence that was used before it, so that the oldest is forgotten, not the nearest. */
  async #setAside(target: Sequence, source: Sequence | undefined): Promise<void> {
    if (target.tokens.length <= Math.max(negligibleTail, this.#copyWorth)) return;
    const older = this.#sequences.filter(
      (sequence) => !sequence.busy && sequence !== source && sequence.lastUsed < target.lastUsed,
    );
    if (older.length === 0) return;
    const oldest = older.reduce((a, b) => (b.lastUsed < a.lastUsed ? b : a));
    await this.#duplicate(target, oldest);
    oldest.lastUsed = target.lastUsed;
  }

  #take(sequence: Sequence, keep: number): Sequence {
    sequence.busy = true;
    this.#truncate(sequence, keep);
    return sequence;
  }

  #worthCopying({ shared }: Candidate): boolean {
    return this.#divisible && shared >= this.#copyWorth;
  }

  /** Runs between two decode steps, when a busy source holds exactly its `tokens`. */
  async #copy(source: Sequence, target: Sequence, length: number): Promise<Sequence> {
    target.busy = true;
    await this.#duplicate(source, target);
    this.#truncate(target, length);
    return target;
  }

  async #duplicate(source: Sequence, target: Sequence): Promise<void> {
    this.clear(target);
    const lastPosition = await this.#context.copySequenceStateFromOtherSequence(target.id, source.id);
    if (lastPosition + 1 !== source.tokens.length) return this.clear(target);
    target.tokens = source.tokens.slice();
    target.plainTokens = source.plainTokens;
  }

  #truncate(sequence: Sequence, keep: number): void {
    if (keep >= sequence.tokens.length) return;
    if (keep === 0 || !this.#divisible) return this.clear(sequence);
    // A sliding window has dropped the oldest cells: a cut before what is left would attend to nothing.
    const removed =
      this.#context.getSequenceKvCacheMinPosition(sequence.id) === 0 &&
      this.#context.removeTokenCellsFromSequence(sequence.id, keep, sequence.tokens.length);
    if (!removed) return this.clear(sequence);
    sequence.tokens.length = keep;
    if (keep <= (sequence.plainTokens ?? 0)) sequence.plainTokens = undefined;
  }
}

interface Candidate {
  sequence: Sequence;
  /** Tokens at the start that it has in common with the prompt. */
  shared: number;
}

function preferred(a: Candidate, b: Candidate): Candidate {
  if (a.shared !== b.shared) return a.shared > b.shared ? a : b;
  return b.sequence.tokens.length < a.sequence.tokens.length ? b : a;
}

function sharedLength(a: readonly number[], b: readonly number[], limit: number): number {
  const end = Math.min(a.length, limit);
  let length = 0;
  while (length < end && a[length] === b[length]) length++;
  return length;
}
