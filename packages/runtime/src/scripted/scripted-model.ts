import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  generateRequestSchema,
  throwIfAborted,
  TuneloopError,
  type CallOptions,
  type EmbedRequest,
  type EmbedResult,
  type GenerateRequest,
  type GenerationEvent,
  type LoadedModel,
  type ModelInfo,
  type ModelStatus,
  type ModelTokenizer,
  type Prompt,
  type QueueState,
  type RerankRequest,
  type RerankResult,
  type ToolDefinition,
} from '@tuneloop/protocol';
import { jsonSchemaToGrammar } from '../grammar/index.ts';
import { createFairQueue, type FairQueue } from '../queue/index.ts';
import { ScriptedAdapters } from './adapters.ts';
import { discardedTokens, tokensToKeep } from './context-shift.ts';
import { defaultSteps } from './default-reply.ts';
import { embeddingOf } from './embedding.ts';
import { createScriptedTokenizer } from './model-tokenizer.ts';
import type { ScriptedSettings } from './options.ts';
import { play } from './playback.ts';
import { PrefixCache } from './prefix-cache.ts';
import { promptLogprobs } from './prompt-logprobs.ts';
import { promptTokens } from './prompt-tokens.ts';
import { relevanceOf } from './relevance.ts';
import { stepsOf, type ScriptStep } from './script.ts';
import { ScriptedSlots } from './slots.ts';
import { tokenize, tokenOf, type Token } from './tokenizer.ts';

export class ScriptedModel implements LoadedModel {
  readonly info: ModelInfo;
  readonly tokenizer: ModelTokenizer;
  readonly slotStates: ScriptedSlots;
  readonly adapters: ScriptedAdapters = new ScriptedAdapters();
  readonly #settings: ScriptedSettings;
  readonly #queue: FairQueue;
  readonly #cache = new PrefixCache();
  readonly #disposal = new AbortController();
  #generations = 0;

  constructor(id: string, settings: ScriptedSettings) {
    const { slots, queueLimit, queueWaitMs, contextSize } = settings;
    this.#settings = settings;
    this.#queue = createFairQueue({ slots, limit: queueLimit, maxWaitMs: queueWaitMs });
    this.info = {
      id,
      engine: 'scripted',
      contextSize,
      slots,
      queueLimit,
      queueWaitMs,
      capabilities: {
        generate: true,
        embed: true,
        rerank: true,
        infill: true,
        images: settings.images,
        tools: true,
        reasoning: true,
      },
      choices: [],
    };
    const signalOf = (options: CallOptions): AbortSignal => this.#signalOf(options);
    this.tokenizer = createScriptedTokenizer(signalOf, settings);
    this.slotStates = new ScriptedSlots(slots, this.#cache, signalOf);
  }

  async *generate(request: GenerateRequest, options: CallOptions = {}): AsyncGenerator<GenerationEvent, void, void> {
    const calledAt = performance.now();
    const signal = this.#signalOf(options);
    throwIfAborted(signal);
    checkRequest(request);
    const prompt = promptTokens({ ...request, images: this.#settings.images });
    this.#checkFit(prompt);
    using adapters = this.adapters.use(request.adapters ?? []);
    using slot = await this.#queue.acquire({ owner: request.owner, signal });
    using place = this.slotStates.occupy(prompt);
    // A reader that has stopped reading does not keep its slot.
    const release = (): void => {
      place[Symbol.dispose]();
      slot.release();
    };
    signal.addEventListener('abort', release, { once: true });
    const prefillAt = performance.now();
    const isReused = request.reusePrefix !== false && request.promptLogprobs === undefined;
    const cachedTokens = isReused ? this.#cache.lookUp(prompt) : 0;
    this.#cache.remember(prompt);
    const id = request.id ?? randomUUID();
    try {
      const steps = labelled(await this.#nextSteps(request), adapters.prefix, request);
      yield { type: 'generation-start', id, model: this.info.id, promptTokens: prompt.length, cachedTokens };
      if (this.#settings.prefillMs > 0) await setTimeout(this.#settings.prefillMs, undefined, { signal });
      const decodeAt = performance.now();
      const { contextSize, tokensPerSecond } = this.#settings;
      if (request.promptLogprobs) yield promptLogprobs(prompt, request.promptLogprobs.top);
      const keep = tokensToKeep(request, {
        byDefault: this.#settings.contextShift,
        prompt: prompt.length,
        contextSize,
      });
      const room = keep !== undefined && request.maxTokens !== undefined ? Infinity : contextSize - prompt.length;
      const limit = Math.min(request.maxTokens ?? Infinity, room);
      const result = yield* play({ steps, request, limit, tokensPerSecond, signal });
      const sequence = [...prompt, ...result.tokens];
      this.#cache.remember(sequence);
      place.hold(sequence);
      const discarded =
        keep !== undefined &&
        discardedTokens({
          contextSize,
          promptTokens: prompt.length,
          completionTokens: result.tokens.length,
          keep,
        });
      const endedAt = performance.now();
      yield {
        type: 'generation-end',
        finishReason: result.finishReason,
        ...(result.stopSequence !== undefined && { stopSequence: result.stopSequence }),
        usage: {
          promptTokens: prompt.length,
          cachedTokens,
          completionTokens: result.tokens.length,
          reasoningTokens: result.reasoningTokens,
          ...(discarded !== false && { discardedTokens: discarded }),
        },
        timings: {
          queueMs: slot.waitedMs,
          prefillMs: decodeAt - prefillAt,
          timeToFirstTokenMs: result.firstTokenAt - calledAt,
          decodeMs: endedAt - result.firstTokenAt,
          totalMs: endedAt - calledAt,
        },
      };
    } catch (error) {
      throwIfAborted(signal);
      throw error;
    } finally {
      signal.removeEventListener('abort', release);
    }
  }

  async embed(request: EmbedRequest, options: CallOptions = {}): Promise<EmbedResult> {
    const signal = this.#signalOf(options);
    if (request.inputs.length === 0) {
      throw new TuneloopError('INVALID_REQUEST', 'There is nothing to embed. Send at least one input.');
    }
    const inputs = request.inputs.map((input) => (typeof input === 'string' ? tokenize(input) : input.map(tokenOf)));
    for (const tokens of inputs) this.#checkFit(tokens);
    using _slot = await this.#queue.acquire({ owner: request.owner, signal });
    return {
      embeddings: inputs.map((tokens) => embeddingOf(tokens, this.#settings.embeddingDimension)),
      usage: { promptTokens: inputs.reduce((sum, tokens) => sum + tokens.length, 0) },
    };
  }

  async rerank(request: RerankRequest, options: CallOptions = {}): Promise<RerankResult> {
    const signal = this.#signalOf(options);
    if (request.documents.length === 0) {
      throw new TuneloopError('INVALID_REQUEST', 'There is nothing to rank. Send at least one document.');
    }
    const query = tokenize(request.query);
    const documents = request.documents.map((document) => tokenize(document));
    for (const document of documents) this.#checkFit([...query, ...document]);
    using _slot = await this.#queue.acquire({ owner: request.owner, signal });
    return {
      scores: documents.map((document) => relevanceOf(query, document)),
      usage: { promptTokens: documents.reduce((sum, { length }) => sum + query.length + length, 0) },
    };
  }

  async countTokens(
    prompt: Prompt,
    options: CallOptions & { tools?: ToolDefinition[] | undefined } = {},
  ): Promise<number> {
    throwIfAborted(this.#signalOf(options));
    return promptTokens({ prompt, tools: options.tools, images: this.#settings.images }).length;
  }

  async status(): Promise<ModelStatus> {
    throwIfAborted(this.#disposal.signal);
    const { slots, contextSize } = this.info;
    return {
      activeRequests: this.#queue.active,
      queuedRequests: this.#queue.queued,
      kvCache: { usedTokens: this.slotStates.heldTokens, totalTokens: slots * contextSize },
    };
  }

  queueState(): QueueState {
    return this.#queue.state;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const unloaded = new TuneloopError('ABORTED', 'The model was unloaded.');
    this.#disposal.abort(unloaded);
    this.#queue.close(unloaded);
  }

  #signalOf({ signal }: CallOptions): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#disposal.signal]) : this.#disposal.signal;
  }

  async #nextSteps(request: GenerateRequest): Promise<readonly ScriptStep[]> {
    const { replies } = this.#settings;
    const place = this.#generations;
    this.#generations += 1;
    const reply = replies?.[Math.min(place, replies.length - 1)];
    return reply === undefined ? defaultSteps(request) : stepsOf(reply, request);
  }

  #checkFit(tokens: readonly Token[]): void {
    const { contextSize } = this.#settings;
    if (tokens.length < contextSize) return;
    throw new TuneloopError(
      'CONTEXT_OVERFLOW',
      `The prompt has ${tokens.length} tokens, but the context holds ${contextSize}, the answer included. Shorten it.`,
      { details: { promptTokens: tokens.length, contextSize } },
    );
  }
}

/** Refuses what every engine refuses, also where a script would answer it. */
function checkRequest(request: GenerateRequest): void {
  const result = generateRequestSchema.safeParse(request);
  if (!result.success) {
    const issues = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    const [issue] = issues;
    throw new TuneloopError('INVALID_REQUEST', `${issue?.path || 'request'}: ${issue?.message}`, {
      details: { issues },
    });
  }
  if (request.outputFormat?.type === 'json-schema') jsonSchemaToGrammar(request.outputFormat.schema);
}

/** Shows which adapters answered, where free text leaves room for it. */
function labelled(
  steps: readonly ScriptStep[],
  prefix: string,
  { outputFormat }: GenerateRequest,
): readonly ScriptStep[] {
  if (prefix === '' || (outputFormat && outputFormat.type !== 'text')) return steps;
  const place = steps.findIndex((step) => 'text' in step);
  return place === -1 ? steps : steps.toSpliced(place, 0, { text: prefix });
}
