import { TuneloopError } from '@tuneloop/protocol';
import type { Llama, LlamaContext, LlamaModel } from 'node-llama-cpp';
import { AdapterWeights } from './adapter-weights.ts';
import type { BatcherEvent, BatcherOptions } from './batcher.ts';
import { nativeModel } from './binding.ts';
import { ContextBudget } from './context-budget.ts';
import { ContextPool } from './context-pool.ts';
import { resolveContextSize } from './context-size.ts';
import { cannotShift } from './context-shift.ts';
import { ContextUnit } from './context-unit.ts';
import { cacheAbilities } from './cache-abilities.ts';
import { coreChoices } from './core-choices.ts';
import type { CoreDescription, CoreOptions } from './core-options.ts';
import type { CoreRequest } from './core-request.ts';
import { Embedder, type CoreEmbedResult } from './embedder.ts';
import { chooseFlashAttention } from './flash-attention.ts';
import { grammarCompiler } from './grammar-compiler.ts';
import { infillMarkup } from './infill-markup.ts';
import { kvCacheOptions } from './kv-cache.ts';
import type { NativeLog } from './native-log.ts';
import type { PromptSegment } from '../../template/index.ts';
import { Reranker, type CoreRerankResult } from './reranker.ts';
import { createSpeculation } from './speculation/create-speculation.ts';
import type { Drafter } from './speculation/drafter.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';

/** Tokens of one decode step; larger ones gain nothing on a CPU and hold up those who are reading. */
const batchSize = 512;
/** A file that is removed is mostly followed by its next version, and that is served faster in a context that is there. */
const spareContextMs = 30_000;

/** One model in memory with everything that touches the native library. Runs in a process of its own, or in-process. */
export class Core {
  readonly description: CoreDescription;
  readonly #contexts: ContextPool<ContextUnit>;
  readonly #adapters: AdapterWeights;
  readonly vocabulary: Vocabulary;
  readonly #embedder: Embedder;
  readonly #reranker: Reranker;
  readonly #model: LlamaModel;
  readonly #drafter: Drafter | undefined;

  private constructor(parts: CoreParts) {
    this.#model = parts.model;
    this.description = parts.description;
    this.#contexts = parts.contexts;
    this.#adapters = parts.adapters;
    this.vocabulary = parts.vocabulary;
    this.#drafter = parts.drafter;
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
    const flashAttention = await chooseFlashAttention(model, { ...options, onGpu, threads });
    const contextSize = await resolveContextSize(llama, model, {
      requested: options.contextSize,
      slots,
      batchSize,
      flashAttention: flashAttention.enabled,
      kvCacheType: options.kvCacheType,
      rope: options.rope,
    });
    const openContext = (): Promise<LlamaContext> =>
      model
        .createContext({
          sequences: slots,
          contextSize: contextSize.tokens,
          batchSize,
          threads,
          flashAttention: flashAttention.enabled,
          ...kvCacheOptions(options.kvCacheType),
          failedCreationRemedy: false,
          ignoreMemorySafetyChecks: true,
        })
        .catch((error: unknown) => {
          throw contextRefused(slots, contextSize.tokens, error);
        });
    const metadata = model.fileInfo.metadata;
    const vocabulary = createVocabulary(native, metadata.tokenizer.ggml.tokens.length);
    const abilities = cacheAbilities(model);
    if (options.contextShift && !abilities.shiftable) throw cannotShift();
    const speculation = await createSpeculation(llama, model, options.speculative, {
      slots,
      contextSize: contextSize.tokens,
      threads,
      gpuLayers: options.gpuLayers,
      rewindable: abilities.rewindable,
    });
    const batching: Omit<BatcherOptions, 'context' | 'onEvents'> = {
      llama,
      model: native,
      vocabulary,
      sequences: slots,
      contextSize: contextSize.tokens,
      batchSize,
      ...abilities,
      speculation,
      compileGrammar: grammarCompiler(llama),
    };
    const contexts = await ContextPool.create<ContextUnit>({
      onEvents,
      open: async (onUnitEvents) => new ContextUnit({ context: await openContext(), batching, onEvents: onUnitEvents }),
    });
    const budget = new ContextBudget(llama, contexts.base!.memory, options.adapterMemoryBytes);
    const adapterContexts = await budget.contexts();
    contexts.allow(1 + adapterContexts, () => budget.assertRoom());
    const description: CoreDescription = {
      contextSize: contextSize.tokens,
      trainedContextSize: model.trainContextSize,
      slots,
      architecture: metadata.general.architecture,
      chatTemplate: chatTemplate(model),
      bosText: vocabulary.bosText,
      eosText: vocabulary.eosText,
      controlTexts: vocabulary.controlTexts,
      infill: infillMarkup(model, vocabulary.controlTexts),
      choices: [
        ...coreChoices(llama, model, options, { onGpu, threads, slots, contextSize, flashAttention }),
        budget.choice(adapterContexts),
      ],
    };
    const adapters = new AdapterWeights(llama, model, log);
    return new Core({ model, contexts, adapters, description, vocabulary, threads, drafter: speculation?.drafter });
  }

  /** Throws `NOT_FOUND` (an adapter); all else that is wrong with it arrives as an event. */
  start(request: CoreRequest): void {
    this.#contexts.start(request, this.#adapters.set(request.adapters));
  }

  cancel(id: string): void {
    this.#contexts.cancel(id);
  }

  /** Errors: `ADAPTER_INVALID`, `RESOURCE_EXHAUSTED`. */
  async loadAdapter(handle: number, path: string): Promise<void> {
    await this.#adapters.load(handle, path);
    // Nobody waits for it: a request that comes meanwhile gets the same context.
    void this.#contexts.prepare(this.#adapters.set([{ handle, scale: 1 }]));
  }

  /** Requests that were started with it finish first. Resolves when its memory is free. */
  async unloadAdapter(handle: number): Promise<void> {
    const adapter = this.#adapters.take(handle);
    await this.#contexts.release(handle);
    await adapter?.dispose();
    if (this.#adapters.count === 0) this.#contexts.trimIn(spareContextMs);
  }

  embed(inputs: readonly (string | number[])[]): Promise<CoreEmbedResult> {
    return this.#embedder.embed(inputs);
  }

  rerank(query: string, documents: readonly string[]): Promise<CoreRerankResult> {
    return this.#reranker.rerank(query, documents);
  }

  countTokens(prompt: PromptSegment[]): number {
    return this.vocabulary.tokenize(prompt).length;
  }

  async close(): Promise<void> {
    await this.#contexts.close();
    await this.#drafter?.close();
    await this.#adapters.close();
    await this.#embedder.close();
    await this.#reranker.close();
    await this.#model.dispose();
  }
}

interface CoreParts {
  model: LlamaModel;
  contexts: ContextPool<ContextUnit>;
  adapters: AdapterWeights;
  description: CoreDescription;
  vocabulary: Vocabulary;
  threads: number;
  drafter: Drafter | undefined;
}

function chatTemplate(model: LlamaModel): string | undefined {
  const template: unknown = model.fileInfo.metadata.tokenizer.chat_template;
  return typeof template === 'string' ? template : undefined;
}

function contextRefused(slots: number, contextSize: number, cause: unknown): TuneloopError {
  return new TuneloopError(
    'RESOURCE_EXHAUSTED',
    `There is not enough memory for ${slots} contexts of ${contextSize} tokens. ` +
      'Lower N_CTX or the number of slots, or take a smaller model.',
    { cause },
  );
}
