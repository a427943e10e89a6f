import { TuneloopError, type KvCacheUse } from '@tuneloop/protocol';
import type { Llama, LlamaModel } from 'node-llama-cpp';
import { AdapterWeights } from './adapter-weights.ts';
import type { BatcherEvent } from './batcher.ts';
import { nativeModel } from './binding.ts';
import type { ContextPool } from './context-pool.ts';
import { resolveContextSize } from './context-size.ts';
import { cannotShift } from './context-shift.ts';
import type { ContextUnit } from './context-unit.ts';
import { cacheAbilities } from './cache-abilities.ts';
import { coreChoices } from './core-choices.ts';
import type { CoreOptions, LlamaCppDescription } from './core-options.ts';
import type { CoreRequest } from '../../hosting/core-request.ts';
import { Embedder, largestInput } from './embedder.ts';
import { chooseFlashAttention } from './flash-attention.ts';
import { batchSize, openGenerationContexts, type GenerationContexts } from './generation-contexts.ts';
import { infillMarkup } from './infill-markup.ts';
import type { NativeLog } from './native-log.ts';
import type { CoreEmbedResult, CoreRerankResult, CoreSlotState, HostedCore } from '../../hosting/hosted-core.ts';
import { piecesOf } from '../../hosting/pieces.ts';
import type { PromptSegment } from '../../template/index.ts';
import { Reranker } from './reranker.ts';
import type { Drafter } from './speculation/drafter.ts';
import type { SamplerPool } from './sampler-pool.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';

/** A file that is removed is mostly followed by its next version, and that is served faster in a context that is there. */
const spareContextMs = 30_000;

/** One model in memory with everything that touches the native library. Runs in a process of its own, or in-process. */
export class Core implements HostedCore {
  readonly description: LlamaCppDescription;
  /** None for a model that does not generate. */
  readonly #contexts: ContextPool<ContextUnit> | undefined;
  readonly #adapters: AdapterWeights;
  readonly #vocabulary: Vocabulary;
  readonly #embedder: Embedder;
  readonly #reranker: Reranker;
  readonly #model: LlamaModel;
  readonly #drafter: Drafter | undefined;
  readonly #samplers: SamplerPool | undefined;

  private constructor(parts: CoreParts) {
    this.#model = parts.model;
    this.description = parts.description;
    this.#contexts = parts.generation?.contexts;
    this.#adapters = parts.adapters;
    this.#vocabulary = parts.vocabulary;
    this.#drafter = parts.generation?.drafter;
    this.#samplers = parts.generation?.samplers;
    this.#embedder = new Embedder(parts.model, { threads: parts.threads });
    this.#reranker = new Reranker(parts.model, { threads: parts.threads });
  }

  /** @param onEvents called once a decode step with what it brought to all requests. */
  static async create(
    llama: Llama,
    model: LlamaModel,
    options: CoreOptions,
    log: NativeLog,
    onEvents: (events: BatcherEvent[]) => void,
  ): Promise<Core> {
    const native = nativeModel(model);
    const onGpu = llama.gpu !== false && model.gpuLayers > 0;
    const slots = options.slots ?? (onGpu ? 16 : 4);
    const threads = options.threads ?? Math.max(1, llama.cpuMathCores - 1);
    const { generates } = options;
    const flashAttention = generates
      ? await chooseFlashAttention(model, { ...options, onGpu, threads })
      : { enabled: false, reason: 'nothing is generated' };
    const contextSize = generates
      ? await resolveContextSize(llama, model, {
          requested: options.contextSize,
          slots,
          batchSize,
          flashAttention: flashAttention.enabled,
          kvCacheType: options.kvCacheType,
          rope: options.rope,
        })
      : { tokens: Math.min(model.trainContextSize, largestInput), reason: 'of one input' };
    const metadata = model.fileInfo.metadata;
    const vocabulary = createVocabulary(native, metadata.tokenizer.ggml.tokens.length);
    const abilities = cacheAbilities(model);
    if (generates && options.contextShift && !abilities.shiftable) throw cannotShift();
    const generation = generates
      ? await openGenerationContexts(llama, model, options, {
          slots,
          threads,
          contextSize: contextSize.tokens,
          flashAttention: flashAttention.enabled,
          vocabulary,
          abilities,
          onEvents,
        })
      : undefined;
    const description: LlamaCppDescription = {
      contextSize: contextSize.tokens,
      trainedContextSize: model.trainContextSize,
      slots,
      architecture: metadata.general.architecture,
      chatTemplate: chatTemplate(model),
      bosText: vocabulary.bosText,
      eosText: vocabulary.eosText,
      controlTexts: vocabulary.controlTexts,
      infill: infillMarkup(model, vocabulary.controlTexts),
      vocabularySize: vocabulary.size,
      flashAttention: flashAttention.enabled,
      plainCells: abilities.shiftable,
      choices: [
        ...coreChoices(llama, model, options, { onGpu, threads, slots, contextSize, flashAttention }),
        ...(generation === undefined ? [] : [generation.choice]),
      ],
    };
    const adapters = new AdapterWeights(llama, model, log);
    return new Core({ model, generation, adapters, description, vocabulary, threads });
  }

  /** Throws `NOT_FOUND` (an adapter), `UNSUPPORTED`; all else that is wrong with it arrives as an event. */
  start(request: CoreRequest): void {
    if (this.#contexts === undefined) throw cannotGenerate();
    this.#contexts.start(request, this.#adapters.set(request.adapters));
  }

  kvCache(): KvCacheUse | undefined {
    return this.#contexts?.contexts
      .map(({ kvCache }) => kvCache)
      .reduce(
        (sum, { usedTokens, totalTokens }) => ({
          usedTokens: sum.usedTokens + usedTokens,
          totalTokens: sum.totalTokens + totalTokens,
        }),
        { usedTokens: 0, totalTokens: 0 },
      );
  }

  cancel(id: string): void {
    this.#contexts?.cancel(id);
  }

  /** Errors: `ADAPTER_INVALID`, `RESOURCE_EXHAUSTED`. */
  async loadAdapter(handle: number, path: string): Promise<void> {
    await this.#adapters.load(handle, path);
    // Nobody waits for it: a request that comes meanwhile gets the same context.
    void this.#contexts?.prepare(this.#adapters.set([{ handle, scale: 1 }]));
  }

  /** Requests that were started with it finish first. Resolves when its memory is free. */
  async unloadAdapter(handle: number): Promise<void> {
    const adapter = this.#adapters.take(handle);
    await this.#contexts?.release(handle);
    await adapter?.dispose();
    if (this.#adapters.count === 0) this.#contexts?.trimIn(spareContextMs);
  }

  embed(inputs: readonly (string | number[])[]): Promise<CoreEmbedResult> {
    return this.#embedder.embed(inputs);
  }

  rerank(query: string, documents: readonly string[]): Promise<CoreRerankResult> {
    return this.#reranker.rerank(query, documents);
  }

  async saveSlot(slot: number, path: string): Promise<CoreSlotState> {
    return this.#baseContext.saveSlot(slot, path);
  }

  async restoreSlot(slot: number, path: string, state: CoreSlotState): Promise<void> {
    await this.#baseContext.restoreSlot(slot, path, state);
  }

  async eraseSlot(slot: number): Promise<number> {
    return this.#baseContext.eraseSlot(slot);
  }

  /** Where slots are saved from and restored to. Errors: `BUSY` while every context serves adapters. */
  get #baseContext(): ContextUnit {
    if (this.#contexts === undefined) throw cannotGenerate();
    const { base } = this.#contexts;
    if (base !== undefined) return base;
    throw new TuneloopError(
      'BUSY',
      'All contexts serve adapters. Try again when a request without one has been answered.',
    );
  }

  countTokens(prompt: PromptSegment[]): number {
    return this.#vocabulary.tokenize(prompt).length;
  }

  tokenize(text: string, options: { begin: boolean; control: boolean }): number[] {
    return this.#vocabulary.tokenizeText(text, options);
  }

  pieces(tokens: readonly number[]): Uint8Array[] {
    return piecesOf(this.#vocabulary, tokens);
  }

  async close(): Promise<void> {
    await this.#contexts?.close();
    await this.#drafter?.close();
    this.#samplers?.dispose();
    await this.#adapters.close();
    await this.#embedder.close();
    await this.#reranker.close();
    await this.#model.dispose();
  }
}

interface CoreParts {
  model: LlamaModel;
  generation: GenerationContexts | undefined;
  adapters: AdapterWeights;
  description: LlamaCppDescription;
  vocabulary: Vocabulary;
  threads: number;
}

function cannotGenerate(): TuneloopError {
  return new TuneloopError('UNSUPPORTED', 'This model does not generate text. Take a language model.');
}

function chatTemplate(model: LlamaModel): string | undefined {
  const template: unknown = model.fileInfo.metadata.tokenizer.chat_template;
  return typeof template === 'string' ? template : undefined;
}
