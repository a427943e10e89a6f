import { TuneloopError } from '@tuneloop/protocol';
import type { Llama, LlamaGrammar } from 'node-llama-cpp';
import { createGrammarState, type LogitIndex, type NativeContext, type NativeModel } from './binding.ts';
import { cannotShift, shiftContext } from './context-shift.ts';
import type { CoreEvent, CoreRequest } from '../../hosting/core-request.ts';
import { Generation, type StepOutput } from './generation.ts';
import { tokenLogprob } from './logprobs.ts';
import { OutputSampler } from './output-sampler.ts';
import { planStep, type StepItem } from './plan-step.ts';
import { neutralConfig, samplerConfig } from './sampler-config.ts';
import type { SamplerPool } from './sampler-pool.ts';
import { SequencePool } from './sequence-pool.ts';
import { DraftPace } from './speculation/draft-pace.ts';
import type { Drafter } from './speculation/drafter.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface BatcherOptions {
  llama: Llama;
  model: NativeModel;
  context: NativeContext;
  vocabulary: Vocabulary;
  samplers: SamplerPool;
  /** Requests decoded at once, each in a KV sequence of its own. */
  sequences: number;
  /** Tokens of one sequence. */
  contextSize: number;
  /** Tokens of one decode step at most. */
  batchSize: number;
  /** Whether prefixes of a sequence can be kept (not so in recurrent models). */
  divisible: boolean;
  /** Whether the positions of cells can be changed. By default not. */
  shiftable?: boolean | undefined;
  /** Guesses tokens ahead; by default nobody does. */
  speculation?: { drafter: Drafter; maxTokens: number } | undefined;
  compileGrammar(grammar: string): Promise<LlamaGrammar>;
  /** Called once a step with all that happened in it. */
  onEvents(events: BatcherEvent[]): void;
}

export type BatcherEvent = { id: string } & ({ event: CoreEvent } | { error: TuneloopError });

const noLogits: Uint32Array = new Uint32Array();
const firstLogit: Uint32Array = Uint32Array.of(0);
/** Tokens of one step, of all outputs together, beyond which guessing ahead only takes time from those who read. */
const fullStep = 16;

/**
 * Continuous batching: each step decodes one token of every running output together with a chunk of one prompt.
 * Prompts are prefilled one after another, the shortest first, so that early answers begin early and later prompts find
 * the prefix that they share already in the cache.
 */
export class Batcher {
  readonly #options: BatcherOptions;
  readonly #pool: SequencePool;
  readonly #generations = new Map<string, Generation>();
  /** What waits for its turn between two steps. */
  readonly #tasks: (() => Promise<void>)[] = [];
  #events: BatcherEvent[] = [];
  #running = false;
  #closed = false;
  #idle: Promise<void> = Promise.resolve();

  constructor(options: BatcherOptions) {
    this.#options = options;
    this.#pool = new SequencePool(options.context, options);
  }

  /** The caller sees to it that no more than `sequences` run at once. Throws `CONTEXT_OVERFLOW`. */
  start(request: CoreRequest): void {
    const { vocabulary, contextSize, speculation } = this.#options;
    const prompt = isTokens(request.prompt) ? request.prompt : vocabulary.tokenize(request.prompt);
    if (prompt.length === 0) {
      throw new TuneloopError('INVALID_REQUEST', 'The prompt is empty. Send at least one token of text.');
    }
    const unknown = prompt.find((token) => token >= vocabulary.size);
    if (unknown !== undefined) {
      throw new TuneloopError(
        'INVALID_REQUEST',
        `The prompt has the token ${unknown}, but there are ${vocabulary.size}.`,
      );
    }
    if (prompt.length >= contextSize) throw contextOverflow(prompt.length, contextSize);
    const generation = new Generation(request, prompt, vocabulary, contextSize);
    if (generation.keep !== undefined) this.#checkShift(generation.keep);
    if (speculation !== undefined) generation.pace = new DraftPace(speculation.maxTokens);
    this.#generations.set(request.id, generation);
    this.#wake();
  }

  /** Tokens in the KV cache. */
  get heldTokens(): number {
    return this.#pool.heldTokens;
  }

  /** Runs `task` between two steps, when no native call is under way. Errors: those of the task, `BUSY` once closed. */
  between<T>(task: (sequences: SequencePool) => Promise<T>): Promise<T> {
    const run = async (): Promise<T> => {
      if (this.#closed) throw new TuneloopError('BUSY', 'The context is changing its adapters. Try again in a moment.');
      return task(this.#pool);
    };
    return new Promise((resolve, reject) => {
      this.#tasks.push(() => run().then(resolve, reject));
      this.#wake();
    });
  }

  /** Ends with the step that is under way; the one event that follows is `cancelled`. */
  cancel(id: string): void {
    const generation = this.#generations.get(id);
    if (generation !== undefined) generation.cancelled = true;
  }

  get active(): number {
    return this.#generations.size;
  }

  /** Resolves when no native call is under way any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#idle;
  }

  #wake(): void {
    if (!this.#running) this.#idle = this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      // Requests that arrive together are planned together.
      await new Promise(setImmediate);
      while (!this.#closed && (this.#tasks.length > 0 || this.#dropCancelled() > 0)) {
        await (this.#tasks.shift() ?? (() => this.#step()))();
      }
    } finally {
      this.#flushEvents();
      this.#running = false;
      if (this.#closed) for (const task of this.#tasks.splice(0)) void task();
    }
  }

  async #step(): Promise<void> {
    const prefill = await this.#nextPrefill();
    for (const generation of this.#generations.values()) this.#makeRoom(generation);
    await this.#guessAhead();
    const items = planStep([...this.#generations.values()], prefill, this.#options.batchSize);
    if (items.length === 0) return this.#flushEvents();
    let logits: LogitIndex[][];
    try {
      logits = await this.#decode(items);
    } catch (error) {
      for (const { generation } of items) this.#fail(generation, decodeFailed(error));
      return;
    }
    await Promise.all(items.map((item, place) => this.#read(item, logits[place]!)));
  }

  /** In a full context, where the request allows it. */
  #makeRoom(generation: Generation): void {
    const { context, contextSize } = this.#options;
    const { keep, sequence, next } = generation;
    if (keep === undefined || next === undefined || sequence!.tokens.length < contextSize) return;
    generation.discardedTokens += shiftContext(context, sequence!, keep);
  }

  /** Only while few outputs run: a step that is full anyway gains nothing from guesses. */
  async #guessAhead(): Promise<void> {
    const { speculation, contextSize } = this.#options;
    if (speculation === undefined) return;
    const decoding = [...this.#generations.values()].filter(({ next }) => next !== undefined);
    const share = Math.floor((fullStep - decoding.length) / Math.max(1, decoding.length));
    const requests = decoding.flatMap((generation) => {
      const { pace, sequence, next, remainingTokens } = generation;
      const room = Math.min(share, contextSize - sequence!.tokens.length - 1, remainingTokens - 1);
      const count = room <= 0 ? 0 : Math.min(room, pace!.next());
      return count === 0 ? [] : [{ owner: generation, tokens: [...sequence!.tokens, next!], count }];
    });
    if (requests.length === 0) return;
    const drafts = await speculation.drafter.draft(requests);
    for (const [place, { owner, count }] of requests.entries()) owner.draft = drafts[place]!.slice(0, count);
  }

  /** The prompt to go on with: the one that was begun, else the shortest that waits. */
  async #nextPrefill(): Promise<Generation | undefined> {
    const waiting = [...this.#generations.values()].filter((generation) => generation.next === undefined);
    const begun = waiting.find(({ sequence }) => sequence !== undefined);
    if (begun !== undefined) return begun;
    const next = waiting.reduce<Generation | undefined>(
      (a, b) => (a === undefined || prefillOrder(b) < prefillOrder(a) ? b : a),
      undefined,
    );
    if (next === undefined) return undefined;
    try {
      await this.#beginPrefill(next);
      return next;
    } catch (error) {
      this.#fail(next, TuneloopError.from(error));
      return undefined;
    }
  }

  async #beginPrefill(generation: Generation): Promise<void> {
    const { llama, model, vocabulary, samplers } = this.#options;
    const { request, prompt } = generation;
    const grammar = request.grammar === undefined ? undefined : await this.#compile(request.grammar);
    const grammarState = grammar && createGrammarState(llama, model, grammar);
    const seed = Math.floor(Math.random() * 0xffff_ffff);
    const config = samplerConfig(request.sampling, prompt, seed, grammarState);
    generation.sampler = new OutputSampler(samplers.take(config.seed), config, vocabulary);
    if (request.logprobs !== undefined || request.promptLogprobs !== undefined) {
      // One for each generation: two threads of libuv's pool must not share a sampler.
      generation.logprobSampler = samplers.take(neutralConfig.seed);
    }
    const reuse = request.reusePrefix && request.promptLogprobs === undefined;
    generation.beginPrefill(await this.#pool.acquire(prompt, reuse));
    const { cachedTokens } = generation;
    this.#emit(request.id, { type: 'start', promptTokens: prompt.length, cachedTokens });
    this.#flushEvents();
  }

  async #compile(grammar: string): Promise<LlamaGrammar> {
    try {
      return await this.#options.compileGrammar(grammar);
    } catch (error) {
      throw new TuneloopError('INVALID_REQUEST', 'The grammar cannot be parsed. It must be GBNF with a rule "root".', {
        cause: error,
      });
    }
  }

  /** @returns where the logits of each item are. */
  async #decode(items: StepItem[]): Promise<LogitIndex[][]> {
    const { context } = this.#options;
    context.initBatch(items.reduce((size, { tokens }) => size + tokens.length, 0));
    const logits = items.map((item) => {
      const { id, tokens } = item.generation.sequence!;
      return Array.from(context.addToBatch(id, tokens.length, Uint32Array.from(item.tokens), wantedLogits(item)));
    });
    const decoding = context.decodeBatch();
    // What the step before brought goes out while the native library works on this one.
    this.#flushEvents();
    await decoding;
    for (const { generation, tokens } of items) for (const token of tokens) generation.sequence!.tokens.push(token);
    return logits;
  }

  async #read({ generation, samples, tokens }: StepItem, logits: readonly LogitIndex[]): Promise<void> {
    const { request, scores, next } = generation;
    try {
      if (scores !== undefined && next === undefined) {
        await scores.read(this.#options.context, logits, generation.logprobSampler!);
        if (samples) this.#emit(request.id, { type: 'prompt-logprobs', tokens: scores.tokens });
      }
      if (!samples || generation.cancelled) return;
      if (generation.maxTokens === 0) return this.#end(generation, { reason: 'length' });
      const decoded = generation.sequence!.tokens.length - tokens.length;
      const { accepted, finish } = await this.#sample(generation, next === undefined ? logits.slice(-1) : logits);
      if (generation.draft.length > 0) {
        this.#pool.trim(generation.sequence!, decoded + 1 + accepted);
        generation.confirmDraft(accepted);
      }
      if (finish !== undefined) this.#end(generation, finish);
    } catch (error) {
      this.#fail(generation, TuneloopError.from(error));
    }
  }

  /**
   * Samples behind the last token and, as long as the guesses hold, behind each of them: every token is drawn as it
   * would be without guessing.
   */
  async #sample(
    generation: Generation,
    logits: readonly LogitIndex[],
  ): Promise<{ accepted: number; finish?: StepOutput['finish'] }> {
    const { context, vocabulary } = this.#options;
    const { request, sampler, logprobSampler, draft } = generation;
    let accepted = 0;
    for (const index of logits) {
      const token = await sampler!.sample(context, index, generation.next);
      const logprob =
        request.logprobs && token !== -1
          ? await tokenLogprob(context, index, logprobSampler!, vocabulary, token, request.logprobs.top)
          : undefined;
      if (generation.cancelled) break;
      const { text, logprobs, finish } = generation.accept(token, logprob);
      if (text !== '' || logprobs.length > 0) {
        this.#emit(request.id, { type: 'text', text, ...(request.logprobs && { logprobs }) });
      }
      if (finish !== undefined) return { accepted, finish };
      if (token !== draft[accepted]) break;
      accepted++;
    }
    return { accepted };
  }

  #end(generation: Generation, finish: NonNullable<StepOutput['finish']>): void {
    this.#emit(generation.request.id, { type: 'end', ...generation.end(finish) });
    this.#remove(generation);
  }

  /** Throws `UNSUPPORTED`, `INVALID_REQUEST`. */
  #checkShift(keep: number): void {
    const { shiftable = false, contextSize } = this.#options;
    if (!shiftable) throw cannotShift();
    if (keep > contextSize - 2) {
      throw new TuneloopError(
        'INVALID_REQUEST',
        `contextShift.keep: ${keep} tokens leave nothing to drop from a context of ${contextSize}.`,
      );
    }
  }

  #dropCancelled(): number {
    for (const generation of this.#generations.values()) {
      if (!generation.cancelled) continue;
      this.#remove(generation);
      this.#emit(generation.request.id, { type: 'cancelled' });
    }
    return this.#generations.size;
  }

  #fail(generation: Generation, error: TuneloopError): void {
    if (generation.sequence !== undefined) this.#pool.clear(generation.sequence);
    this.#events.push({ id: generation.request.id, error });
    this.#remove(generation);
  }

  #remove(generation: Generation): void {
    this.#generations.delete(generation.request.id);
    for (const sampler of generation.takeSamplers()) this.#options.samplers.giveBack(sampler);
    this.#options.speculation?.drafter.release(generation);
    if (generation.sequence !== undefined) this.#pool.release(generation.sequence);
  }

  #emit(id: string, event: CoreEvent): void {
    this.#events.push({ id, event });
  }

  #flushEvents(): void {
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    this.#options.onEvents(events);
  }
}

/** Shortest first, but a second of waiting outweighs 500 tokens, so that a long prompt gets its turn. */
function prefillOrder({ prompt, arrivedAt }: Generation): number {
  return prompt.length + arrivedAt / 2;
}

function wantedLogits({ tokens, logits }: StepItem): Uint32Array {
  if (logits === 'none') return noLogits;
  if (tokens.length === 1) return firstLogit;
  return logits === 'last' ? Uint32Array.of(tokens.length - 1) : Uint32Array.from(tokens.keys());
}

function isTokens(prompt: CoreRequest['prompt']): prompt is number[] {
  return prompt.length === 0 || typeof prompt[0] === 'number';
}

function contextOverflow(promptTokens: number, contextSize: number): TuneloopError {
  return new TuneloopError(
    'CONTEXT_OVERFLOW',
    `The prompt has ${promptTokens} tokens, but the context holds ${contextSize} (prompt and output together). ` +
      'Shorten the prompt, or start the server with a larger context (N_CTX).',
    { details: { promptTokens, contextSize } },
  );
}

function decodeFailed(cause: unknown): TuneloopError {
  return new TuneloopError('INTERNAL', 'The engine could not decode this request. Try it again.', {
    cause,
    retryable: true,
  });
}
