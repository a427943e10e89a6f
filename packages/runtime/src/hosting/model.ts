import { randomUUID } from 'node:crypto';
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
  type SlotStates,
  type ToolDefinition,
} from '@tuneloop/protocol';
import { createFairQueue, type FairQueue, type Slot } from '../queue/index.ts';
import type { Connection } from './connection/connection.ts';
import type { Supervisor } from './connection/supervisor.ts';
import type { CoreDescription } from './hosted-core.ts';
import type { CoreRequest } from './core-request.ts';
import { coreSettings, generationStream } from './generation-stream.ts';
import type { HostedAdapters } from './model-adapters.ts';
import { OutputPlanner } from './output-plan.ts';
import { PromptRenderer } from './prompt.ts';
import { HostedTokenizer } from './tokenizer.ts';

export interface HostedModelOptions {
  info: ModelInfo;
  description: CoreDescription;
  supervisor: Supervisor;
  adapters: HostedAdapters;
  slotStates: SlotStates | undefined;
  /** Whether requests that do not say otherwise go on in a full context. */
  contextShift: boolean;
}

/** A model that lives behind a connection to its core; queueing, templates and grammars are on this side. */
export class HostedModel implements LoadedModel {
  readonly info: ModelInfo;
  readonly adapters: HostedAdapters;
  readonly tokenizer: ModelTokenizer;
  readonly slotStates: SlotStates | undefined;
  readonly #supervisor: Supervisor;
  readonly #queue: FairQueue;
  readonly #prompts: PromptRenderer;
  readonly #outputs: OutputPlanner;
  readonly #contextShift: boolean;
  #disposed: Promise<void> | undefined;

  constructor(options: HostedModelOptions) {
    this.info = options.info;
    this.#supervisor = options.supervisor;
    this.adapters = options.adapters;
    this.slotStates = options.slotStates;
    this.#contextShift = options.contextShift;
    const { slots, queueLimit, queueWaitMs } = this.info;
    this.#queue = createFairQueue({ slots, limit: queueLimit, maxWaitMs: queueWaitMs });
    this.#prompts = new PromptRenderer(options.description);
    this.#outputs = new OutputPlanner(options.description);
    this.tokenizer = new HostedTokenizer(this.#supervisor, this.#prompts);
  }

  async *generate(request: GenerateRequest, options: CallOptions = {}): AsyncGenerator<GenerationEvent, void, void> {
    const calledAt = performance.now();
    const { signal } = options;
    throwIfAborted(signal);
    this.#require('generate', 'does not generate text', 'a language model');
    validate(request);
    const prompt = this.#prompts.render(request.prompt, request);
    const output = this.#outputs.plan(request, prompt);
    // From here on, also while it waits, the request keeps the adapters that it chose.
    const adapters = this.adapters.use(request.adapters);
    const slot = await this.#acquire(request, signal, adapters);
    let connection: Connection;
    let selections: CoreRequest['adapters'];
    try {
      connection = await this.#supervisor.connection(signal);
      selections = adapters.selections();
    } catch (error) {
      slot.release();
      throw error;
    }
    yield* generationStream({
      connection,
      // The caller's id names the request to people; two of them may use one.
      request: {
        ...coreSettings(request, { shifts: this.#contextShift }),
        id: randomUUID(),
        prompt,
        adapters: selections,
      },
      output,
      slot,
      id: request.id ?? randomUUID(),
      model: this.info.id,
      calledAt,
      signal,
    });
  }

  #require(capability: 'generate' | 'embed' | 'rerank', lack: string, instead: string): void {
    if (!this.info.capabilities[capability])
      throw new TuneloopError('UNSUPPORTED', `This model ${lack}. Take ${instead}.`);
  }

  /** The slot with what must last as long as it. */
  async #acquire(request: GenerateRequest, signal: AbortSignal | undefined, held: Disposable): Promise<Slot> {
    try {
      const slot = await this.#queue.acquire({ owner: request.owner, signal });
      const release = (): void => {
        held[Symbol.dispose]();
        slot.release();
      };
      return { ...slot, release, [Symbol.dispose]: release };
    } catch (error) {
      held[Symbol.dispose]();
      throw error;
    }
  }

  async embed(request: EmbedRequest, options: CallOptions = {}): Promise<EmbedResult> {
    this.#require('embed', 'makes no embeddings', 'an embedding model');
    using _slot = await this.#queue.acquire({ owner: request.owner, signal: options.signal });
    const connection = await this.#supervisor.connection(options.signal);
    const { embeddings, promptTokens } = await connection.call<'embed'>({ type: 'embed', inputs: request.inputs });
    throwIfAborted(options.signal);
    return { embeddings, usage: { promptTokens } };
  }

  async rerank(request: RerankRequest, options: CallOptions = {}): Promise<RerankResult> {
    throwIfAborted(options.signal);
    this.#require('rerank', 'does not rank documents', 'a reranking model');
    using _slot = await this.#queue.acquire({ owner: request.owner, signal: options.signal });
    const connection = await this.#supervisor.connection(options.signal);
    const { query, documents } = request;
    const { scores, promptTokens } = await connection.call<'rerank'>({ type: 'rerank', query, documents });
    throwIfAborted(options.signal);
    return { scores, usage: { promptTokens } };
  }

  async countTokens(
    prompt: Prompt,
    options: CallOptions & { tools?: ToolDefinition[] | undefined } = {},
  ): Promise<number> {
    throwIfAborted(options.signal);
    const rendered = this.#prompts.render(prompt, { tools: options.tools });
    if (rendered.every((piece) => typeof piece === 'number')) return rendered.length;
    const connection = await this.#supervisor.connection(options.signal);
    return connection.call<'count-tokens'>({ type: 'count-tokens', prompt: rendered });
  }

  async status(): Promise<ModelStatus> {
    const { current } = this.#supervisor;
    const [memoryBytes, kvCache] = await Promise.all([
      current.call<'memory'>({ type: 'memory' }).catch(() => undefined),
      current.call<'kv-cache'>({ type: 'kv-cache' }).catch(() => undefined),
    ]);
    return {
      activeRequests: this.#queue.active,
      queuedRequests: this.#queue.queued,
      memoryBytes,
      kvCache,
      processId: current.closedBy === undefined ? current.processId : undefined,
      restarts: this.#supervisor.restarts,
      problem: current.closedBy && 'The engine failed and is being started again.',
    };
  }

  queueState(): QueueState {
    return this.#queue.state;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#close();
    return this.#disposed;
  }

  async #close(): Promise<void> {
    const unloaded = new TuneloopError('ABORTED', 'The model was unloaded.');
    this.#queue.close(unloaded);
    await this.#supervisor.close(unloaded);
  }
}

function validate(request: GenerateRequest): void {
  const result = generateRequestSchema.safeParse(request);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new TuneloopError('INVALID_REQUEST', `${issue?.path.join('.') || 'request'}: ${issue?.message}`, {
      details: { issues: result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) },
    });
  }
}
