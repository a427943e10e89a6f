import { TuneloopError } from '@tuneloop/protocol';
import type { Llama, LlamaGrammar } from 'node-llama-cpp';
import { createGrammarState, createSampler, type LogitIndex, type NativeContext, type NativeModel } from './binding.ts';
import type { CoreEvent, CoreRequest } from './core-request.ts';
import { Generation } from './generation.ts';
import { tokenLogprob } from './logprobs.ts';
import { planStep, type StepItem } from './plan-step.ts';
import { neutralConfig, samplerConfig } from './sampler-config.ts';
import { SequencePool } from './sequence-pool.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface BatcherOptions {
  llama: Llama;
  model: NativeModel;
  context: NativeContext;
  vocabulary: Vocabulary;
  /** Requests decoded at once, each in a KV sequence of its own. */
  sequences: number;
  /** Tokens of one sequence. */
  contextSize: number;
  /** Tokens of one decode step at most. */
  batchSize: number;
  /** Whether prefixes of a sequence can be kept (not so in recurrent models). */
  divisible: boolean;
  compileGrammar(grammar: string): Promise<LlamaGrammar>;
  /** Called once a step with all that happened in it. */
  onEvents(events: BatcherEvent[]): void;
}

export type BatcherEvent = { id: string } & ({ event: CoreEvent } | { error: TuneloopError });

const noLogits: Uint32Array = new Uint32Array();
const firstLogit: Uint32Array = Uint32Array.of(0);

/**
 * Continuous batching: each step decodes one token of every running output together with a chunk of one prompt.
 * Prompts are prefilled one after another, the shortest first, so that early answers begin early and later prompts find
 * the prefix that they share already in the cache.
 */
export class Batcher {
  readonly #options: BatcherOptions;
  readonly #pool: SequencePool;
  readonly #generations = new Map<string, Generation>();
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
    const { vocabulary, contextSize } = this.#options;
    const prompt = isTokens(request.prompt) ? request.prompt : vocabulary.tokenize(request.prompt);
    if (prompt.length === 0) {
      throw new TuneloopError('INVALID_REQUEST', 'The prompt is empty. Send at least one token of text.');
    }
    if (prompt.length >= contextSize) throw contextOverflow(prompt.length, contextSize);
    this.#generations.set(request.id, new Generation(request, prompt, vocabulary, contextSize));
    if (!this.#running) this.#idle = this.#run();
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

  async #run(): Promise<void> {
    this.#running = true;
    try {
      // Requests that arrive together are planned together.
      await new Promise(setImmediate);
      while (this.#dropCancelled() > 0 && !this.#closed) {
        await this.#step();
      }
    } finally {
      this.#flushEvents();
      this.#running = false;
    }
  }

  async #step(): Promise<void> {
    const prefill = await this.#nextPrefill();
    const items = planStep([...this.#generations.values()], prefill, this.#options.batchSize);
    if (items.length === 0) return this.#flushEvents();
    let logits: Map<Generation, LogitIndex>;
    try {
      logits = await this.#decode(items);
    } catch (error) {
      for (const { generation } of items) this.#fail(generation, decodeFailed(error));
      return;
    }
    await Promise.all(Array.from(logits, ([generation, index]) => this.#sample(generation, index)));
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
    const { llama, model } = this.#options;
    const { request, prompt } = generation;
    const grammar = request.grammar === undefined ? undefined : await this.#compile(request.grammar);
    const grammarState = grammar && createGrammarState(llama, model, grammar);
    const seed = Math.floor(Math.random() * 0xffff_ffff);
    generation.sampler = createSampler(llama, model);
    generation.sampler.applyConfig(samplerConfig(request.sampling, prompt, seed, grammarState));
    if (request.logprobs !== undefined) {
      // One for each generation: two threads of libuv's pool must not share a sampler.
      generation.logprobSampler = createSampler(llama, model);
      generation.logprobSampler.applyConfig(neutralConfig);
    }
    generation.beginPrefill(await this.#pool.acquire(prompt, request.reusePrefix));
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

  async #decode(items: StepItem[]): Promise<Map<Generation, LogitIndex>> {
    const { context } = this.#options;
    const logits = new Map<Generation, LogitIndex>();
    context.initBatch(items.reduce((size, { tokens }) => size + tokens.length, 0));
    for (const { generation, tokens, last } of items) {
      const sequence = generation.sequence!;
      const wanted = last ? (tokens.length === 1 ? firstLogit : Uint32Array.of(tokens.length - 1)) : noLogits;
      const indexes = context.addToBatch(sequence.id, sequence.tokens.length, Uint32Array.from(tokens), wanted);
      if (last) logits.set(generation, indexes[0]!);
    }
    const decoding = context.decodeBatch();
    // What the step before brought goes out while the native library works on this one.
    this.#flushEvents();
    await decoding;
    for (const { generation, tokens } of items) for (const token of tokens) generation.sequence!.tokens.push(token);
    return logits;
  }

  async #sample(generation: Generation, index: LogitIndex): Promise<void> {
    const { context, vocabulary } = this.#options;
    const { request, sampler, logprobSampler } = generation;
    try {
      const token = await context.sampleToken(index, sampler!);
      const logprob =
        request.logprobs && logprobSampler && token !== -1
          ? await tokenLogprob(context, index, logprobSampler, vocabulary, token, request.logprobs.top)
          : undefined;
      if (generation.cancelled) return;
      const { text, logprobs, finish } = generation.accept(token, logprob);
      if (text !== '' || logprobs.length > 0) {
        this.#emit(request.id, { type: 'text', text, ...(request.logprobs && { logprobs }) });
      }
      if (finish === undefined) return;
      this.#emit(request.id, { type: 'end', ...generation.end(finish) });
      this.#remove(generation);
    } catch (error) {
      this.#fail(generation, TuneloopError.from(error));
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
    generation.sampler?.dispose();
    generation.logprobSampler?.dispose();
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
