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
import { createFairQueue, type FairQueue } from '../queue/index.ts';
import { streamAnswer } from './answer-stream.ts';
import { countPromptTokens } from './count-tokens.ts';
import { isTransient } from './http/transient.ts';
import { RemoteAdapters } from './model-adapters.ts';
import { RemoteSlotStates } from './model-slot-states.ts';
import { RemoteTokenizer } from './model-tokenizer.ts';
import { prefixKey } from './pool/prefix-key.ts';
import type { Upstream } from './pool/upstream.ts';
import type { UpstreamPool } from './pool/upstream-pool.ts';
import { requestEmbeddings } from './request-embeddings.ts';
import { requestRanking } from './request-ranking.ts';

/** Those that are away are asked at least twice in that time, at first. */
const retryAfterSeconds = 2;

export interface RemoteModelOptions {
  info: ModelInfo;
  pool: UpstreamPool;
  /** Closes the connections. */
  close: () => Promise<void>;
  /** Of the upstream, where it is a process of ours. */
  processId?: (() => number | undefined) | undefined;
  /** Where the upstream saves slots, as far as this process can reach it. */
  slotSaveFolder?: string | undefined;
}

/** A model that upstreams serve; queueing, choice and retries are on this side. */
export class RemoteModel implements LoadedModel {
  readonly info: ModelInfo;
  readonly adapters: RemoteAdapters | undefined;
  readonly tokenizer: ModelTokenizer | undefined;
  readonly slotStates: SlotStates | undefined;
  readonly #pool: UpstreamPool;
  readonly #queue: FairQueue;
  readonly #disposal = new AbortController();
  readonly #close: () => Promise<void>;
  readonly #processId: (() => number | undefined) | undefined;
  #disposed: Promise<void> | undefined;

  constructor({ info, pool, close, processId, slotSaveFolder }: RemoteModelOptions) {
    this.info = info;
    this.#pool = pool;
    this.#close = close;
    this.#processId = processId;
    this.#queue = createFairQueue({ slots: info.slots, limit: info.queueLimit, maxWaitMs: info.queueWaitMs });
    const known = pool.upstreams.filter(({ profile }) => profile !== undefined);
    const hasAdapters = known.some(({ profile }) => profile?.loadsAdapters || profile?.adapters.size);
    this.adapters = hasAdapters ? new RemoteAdapters(() => this.#answering()) : undefined;
    const hasTokenizer = known.some(({ profile }) => profile?.tokenizer !== undefined);
    this.tokenizer = hasTokenizer ? new RemoteTokenizer(() => this.#withTokenizer()) : undefined;
    // Slots are numbered within one server.
    const [only, ...others] = pool.upstreams;
    const savesSlots = only?.profile?.savesSlots === true && others.length === 0;
    this.slotStates = savesSlots ? new RemoteSlotStates(only, slotSaveFolder) : undefined;
  }

  async *generate(request: GenerateRequest, options: CallOptions = {}): AsyncGenerator<GenerationEvent, void, void> {
    const calledAt = performance.now();
    const signal = this.#signalOf(options);
    throwIfAborted(signal);
    checkRequest(request);
    using _adapters = this.adapters?.use(request.adapters ?? []);
    using slot = await this.#queue.acquire({ owner: request.owner, signal });
    // A reader that has stopped reading does not keep its slot.
    signal.addEventListener('abort', slot.release, { once: true });
    const id = request.id ?? randomUUID();
    let begun = false;
    let answered = false;
    try {
      const tries = this.#tries(
        prefixKey(request),
        signal,
        () => !answered,
        (upstream) => {
          const { id: model, contextSize } = this.info;
          return streamAnswer({ upstream, request, id, model, contextSize, calledAt, queueMs: slot.waitedMs, signal });
        },
      );
      for await (const event of tries) {
        if (event.type === 'generation-start' && begun) continue;
        begun = true;
        answered ||= event.type !== 'generation-start';
        yield event;
      }
    } finally {
      signal.removeEventListener('abort', slot.release);
    }
  }

  async embed(request: EmbedRequest, options: CallOptions = {}): Promise<EmbedResult> {
    if (request.inputs.length === 0) {
      throw new TuneloopError('INVALID_REQUEST', 'There is nothing to embed. Send at least one input.');
    }
    const [first] = request.inputs;
    return this.#ask(request.owner, String(first).slice(0, 256), options, (upstream, signal) =>
      requestEmbeddings(upstream, request, signal),
    );
  }

  async rerank(request: RerankRequest, options: CallOptions = {}): Promise<RerankResult> {
    if (!this.info.capabilities.rerank) {
      throw new TuneloopError('UNSUPPORTED', 'No upstream of this model ranks documents (it has no /v1/rerank).');
    }
    return this.#ask(request.owner, request.query, options, (upstream, signal) =>
      requestRanking(upstream, request, signal),
    );
  }

  async countTokens(
    prompt: Prompt,
    options: CallOptions & { tools?: ToolDefinition[] | undefined } = {},
  ): Promise<number> {
    const signal = this.#signalOf(options);
    throwIfAborted(signal);
    return countPromptTokens(this.#withTokenizer(), prompt, { ...options, signal });
  }

  async status(): Promise<ModelStatus> {
    throwIfAborted(this.#disposal.signal);
    const processId = this.#processId?.();
    const answers = this.#pool.upstreams.some(({ healthy }) => healthy);
    const problem = answers ? undefined : 'No upstream answers at the moment.';
    return { activeRequests: this.#queue.active, queuedRequests: this.#queue.queued, processId, problem };
  }

  queueState(): QueueState {
    return this.#queue.state;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#dispose();
    return this.#disposed;
  }

  async #dispose(): Promise<void> {
    const unloaded = new TuneloopError('ABORTED', 'The model was unloaded.');
    this.#disposal.abort(unloaded);
    this.#queue.close(unloaded);
    this.#pool.close();
    await this.#close();
  }

  #signalOf({ signal }: CallOptions): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#disposal.signal]) : this.#disposal.signal;
  }

  /**
   * Runs `attempt` at one upstream after another while they fail in a way that says nothing against the request and
   * `mayRetry`. Where there is a single one, a lost connection gets a second try: an idle connection that the upstream
   * is just closing looks like that.
   */
  async *#tries<T>(
    key: string,
    signal: AbortSignal,
    mayRetry: () => boolean,
    attempt: (upstream: Upstream) => AsyncIterable<T>,
  ): AsyncGenerator<T, void, void> {
    const avoid = new Set<Upstream>();
    const wereAway = this.#pool.upstreams.every(({ healthy }) => !healthy);
    const told = (error: TuneloopError): TuneloopError =>
      wereAway && error.code === 'UPSTREAM_FAILED' ? noneAnswers(error) : error;
    let failure: TuneloopError | undefined;
    for (let tries = 0; tries < Math.max(2, this.#pool.upstreams.length); tries++) {
      using lease = await this.#pool.acquire({ key, avoid, signal }).catch((error: unknown) => {
        throw failure === undefined ? error : told(failure);
      });
      const { upstream } = lease;
      signal.addEventListener('abort', lease.release, { once: true });
      try {
        yield* attempt(upstream);
        return;
      } catch (error) {
        throwIfAborted(signal);
        if (!TuneloopError.isInstance(error)) throw error;
        if (error.code === 'UPSTREAM_FAILED') this.#pool.failed(upstream, error);
        if (!isTransient(error) || !mayRetry()) throw error;
        failure = error;
        const { status, reason } = error.details;
        const isLost = error.code === 'UPSTREAM_FAILED' && status === undefined && reason !== 'malformed';
        if (!isLost || this.#pool.upstreams.length > 1) avoid.add(upstream);
      } finally {
        signal.removeEventListener('abort', lease.release);
      }
    }
    if (failure) throw told(failure);
  }

  async #ask<T>(
    owner: string | undefined,
    key: string,
    options: CallOptions,
    request: (upstream: Upstream, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const signal = this.#signalOf(options);
    using _slot = await this.#queue.acquire({ owner, signal });
    const once = async function* (upstream: Upstream): AsyncGenerator<T, void, void> {
      const answer = await request(upstream, signal);
      upstream.succeeded();
      yield answer;
    };
    for await (const answer of this.#tries(key, signal, () => true, once)) return answer;
    throw new TuneloopError('UPSTREAM_FAILED', 'No upstream answers. Check the servers, or try again.');
  }

  #answering(): Upstream[] {
    return this.#pool.upstreams.filter(({ profile, healthy }) => profile !== undefined && healthy);
  }

  #withTokenizer(): Upstream {
    const answering = this.#answering();
    const upstream =
      answering.find(({ profile }) => profile?.tokenizer !== undefined) ?? answering[0] ?? this.#pool.upstreams[0];
    if (upstream) return upstream;
    throw new TuneloopError('UPSTREAM_FAILED', 'No upstream answers. Check the servers, or try again.');
  }
}

/** It was known before that none does: a moment to wait, not a failure of this request. */
function noneAnswers(cause: TuneloopError): TuneloopError {
  const message = `No server that has this model answers at the moment. Try again in ${retryAfterSeconds} s.`;
  const { upstream } = cause.details;
  return new TuneloopError('BUSY', message, { details: { retryAfterSeconds, upstream }, cause });
}

/** Refuses what every engine refuses, before anything is sent. */
function checkRequest(request: GenerateRequest): void {
  const result = generateRequestSchema.safeParse(request);
  if (result.success) return;
  const issues = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const [issue] = issues;
  throw new TuneloopError('INVALID_REQUEST', `${issue?.path || 'request'}: ${issue?.message}`, { details: { issues } });
}
