import { TuneloopError } from '@tuneloop/protocol';
import type { CoreEvent } from '../../hosting/core-request.ts';
import type { CoreOutcome } from '../../hosting/hosted-core.ts';
import { tokenLogprob } from '../../sampling/index.ts';
import type { Finish, Generation, PromptScore } from './generation.ts';
import type { SlotPool } from './slot-pool.ts';
import type { TokenTexts } from './vocabulary.ts';

export interface SchedulerOptions {
  slots: SlotPool;
  vocabulary: TokenTexts;
  contextSize: number;
  /** Called once a round with what it brought to all requests. */
  onOutcomes(outcomes: CoreOutcome[]): void;
}

/** Tokens of a prompt that are computed at once: between two chunks others get their turn, and requests can be dropped. */
const chunkAlone = 256;
const chunkAmongOthers = 64;
/** Where each token's probability is wanted. */
const scoredAtOnce = 8;

/**
 * Lets requests take turns: in a round every output gets a token, and one prompt a chunk. The library computes one
 * sequence at a time on a CPU, so that this is as fast as anything, and nobody waits for the end of another's output.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #generations = new Map<string, Generation>();
  /** Whose tokens are being computed. */
  #current: Generation | undefined;
  #isTerminated = false;
  #outcomes: CoreOutcome[] = [];
  #isRunning = false;
  #isClosed = false;
  #idle: Promise<void> = Promise.resolve();

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** The caller sees to it that there is a slot for each. */
  start(generation: Generation): void {
    this.#generations.set(generation.request.id, generation);
    if (generation.adapter?.ready !== undefined) {
      generation.isWaiting = true;
      const over = (): boolean => (generation.isWaiting = false);
      generation.adapter.ready.then(over, over);
    }
    if (!this.#isRunning) this.#idle = this.#run();
  }

  /** The one event that follows is `cancelled`. */
  cancel(id: string): void {
    const generation = this.#generations.get(id);
    if (generation === undefined) return;
    generation.isCancelled = true;
    // A chunk of a large model takes seconds; a token is not worth losing what the slot holds.
    if (this.#current !== generation || generation.next !== undefined) return;
    generation.slot?.generator?.terminate();
    this.#isTerminated = true;
  }

  /** Resolves when nothing is being computed any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#idle;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      // Messages get their turn between two rounds, and requests that arrive together are planned together.
      for (await turn(); !this.#isClosed && this.#dropCancelled() > 0; await turn()) await this.#round();
    } finally {
      this.#flush();
      this.#isRunning = false;
    }
  }

  async #round(): Promise<void> {
    const decoding = [...this.#generations.values()].filter(({ next }) => next !== undefined);
    for (const [place, generation] of decoding.entries()) {
      if (place > 0) await turn();
      if (!generation.isCancelled) await this.#guarded(generation, () => this.#decode(generation));
    }
    const prompt = this.#nextPrompt();
    if (prompt !== undefined && !this.#isClosed) {
      const chunk = decoding.length > 0 ? chunkAmongOthers : chunkAlone;
      await this.#guarded(prompt, () => this.#prefill(prompt, chunk));
    } else if (decoding.length === 0) {
      const adapters = [...this.#generations.values()].map(({ adapter }) => adapter?.ready ?? Promise.resolve());
      await Promise.race(adapters).catch(() => undefined);
    }
    this.#flush();
  }

  async #guarded(generation: Generation, work: () => Promise<void>): Promise<void> {
    const forget = (): void => {
      if (generation.slot !== undefined) this.#options.slots.clear(generation.slot);
    };
    this.#current = generation;
    this.#isTerminated = false;
    try {
      await work();
      // It was done by then, but a sequence that was terminated computes nothing more, not even for the next request.
      if (this.#isTerminated) forget();
    } catch (error) {
      // What the sequence holds by now is not known.
      forget();
      if (!generation.isCancelled) this.#fail(generation, error);
    } finally {
      this.#current = undefined;
    }
  }

  /** The prompt that was begun, or else the shortest; a second of waiting outweighs 500 tokens. */
  #nextPrompt(): Generation | undefined {
    const waiting = [...this.#generations.values()].filter(
      ({ next, isCancelled, isWaiting }) => next === undefined && !isCancelled && !isWaiting,
    );
    const order = ({ prompt, arrivedAt }: Generation): number => prompt.length + arrivedAt / 2;
    return waiting.find(({ slot }) => slot !== undefined) ?? waiting.toSorted((a, b) => order(a) - order(b))[0];
  }

  async #decode(generation: Generation): Promise<void> {
    const slot = generation.slot!;
    if (slot.tokens.length >= this.#options.contextSize) await this.#shift(generation);
    await this.#append(generation, [generation.next!]);
    this.#sample(generation);
  }

  async #prefill(generation: Generation, chunk: number): Promise<void> {
    const { request, prompt, adapter } = generation;
    const scores = request.promptLogprobs !== undefined;
    if (generation.slot === undefined) {
      await adapter?.ready;
      const reuse = request.reusePrefix && !scores;
      generation.beginPrefill();
      generation.slot = this.#options.slots.acquire(prompt, { reuse, adapter: adapter?.name });
      const cachedTokens = generation.slot.tokens.length;
      this.#emit(generation, { type: 'start', promptTokens: prompt.length, cachedTokens });
      this.#flush();
    }
    const done = generation.slot.tokens.length;
    if (scores) return this.#score(generation);
    await this.#append(generation, prompt.slice(done, done + chunk));
    if (done + chunk >= prompt.length) this.#sample(generation);
  }

  /** One token at a time: the library shows the logits behind the last one only. */
  async #score(generation: Generation): Promise<void> {
    const { prompt, request, scores } = generation;
    const { vocabulary } = this.#options;
    const piece = (token: number): Uint8Array => vocabulary.piece(token);
    for (let step = 0; step < scoredAtOnce && !generation.isCancelled; step += 1) {
      const place = generation.slot!.tokens.length;
      if (place === 0) scores.push(unscored(prompt[0]!, piece));
      await this.#append(generation, [prompt[place]!]);
      const following = prompt[place + 1];
      if (following === undefined) {
        this.#emit(generation, { type: 'prompt-logprobs', tokens: scores });
        return this.#sample(generation);
      }
      scores.push(tokenLogprob(generation.slot!.generator!.logits(), following, request.promptLogprobs!.top, piece));
    }
  }

  /** Drops the oldest half of what follows the tokens to keep, and computes the rest anew. */
  async #shift(generation: Generation): Promise<void> {
    const { slots, contextSize } = this.#options;
    const slot = generation.slot!;
    const keep = generation.keep ?? 0;
    const discarded = Math.max(1, Math.floor((contextSize - keep) / 2));
    const rest = slot.tokens.slice(keep + discarded);
    slots.rewind(slot, keep);
    await this.#append(generation, rest);
    generation.discardedTokens += discarded;
  }

  async #append(generation: Generation, tokens: readonly number[]): Promise<void> {
    const slot = generation.slot!;
    if (tokens.length === 0) return;
    await slot.generator!.append(tokens);
    for (const token of tokens) slot.tokens.push(token);
  }

  #sample(generation: Generation): void {
    if (generation.isCancelled) return;
    if (generation.maxTokens === 0) return this.#end(generation, { reason: 'length' });
    const { text, logprobs, finish } = generation.sample(generation.slot!.generator!.logits());
    if (text !== '' || logprobs.length > 0) {
      this.#emit(generation, { type: 'text', text, ...(generation.request.logprobs && { logprobs }) });
    }
    if (finish !== undefined) this.#end(generation, finish);
  }

  #end(generation: Generation, finish: Finish): void {
    this.#emit(generation, { type: 'end', ...generation.end(finish) });
    this.#remove(generation);
  }

  #fail(generation: Generation, cause: unknown): void {
    const error = TuneloopError.isInstance(cause)
      ? cause
      : new TuneloopError('INTERNAL', 'The engine could not compute this request. Try it again.', {
          retryable: true,
          cause,
        });
    this.#outcomes.push({ id: generation.request.id, error });
    this.#remove(generation);
  }

  /** @returns how many are left. */
  #dropCancelled(): number {
    for (const generation of this.#generations.values()) {
      if (!generation.isCancelled) continue;
      this.#emit(generation, { type: 'cancelled' });
      this.#remove(generation);
    }
    return this.#generations.size;
  }

  #remove(generation: Generation): void {
    this.#generations.delete(generation.request.id);
    if (generation.slot !== undefined) this.#options.slots.release(generation.slot);
    generation.adapter?.done();
  }

  #emit(generation: Generation, event: CoreEvent): void {
    this.#outcomes.push({ id: generation.request.id, event });
  }

  #flush(): void {
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    if (outcomes.length > 0) this.#options.onOutcomes(outcomes);
  }
}

/** The first token follows nothing. */
function unscored(token: number, piece: (token: number) => Uint8Array): PromptScore {
  const bytes = piece(token);
  return { token: new TextDecoder().decode(bytes), tokenId: token, bytes: [...bytes], logprob: null, top: [] };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
