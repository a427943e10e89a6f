import { TuneloopError } from '@tuneloop/protocol';
import type { Llama, LlamaContext, LlamaGrammar, LlamaModel } from 'node-llama-cpp';
import { Batcher, type BatcherEvent } from './batcher.ts';
import { nativeContext, nativeModel } from './binding.ts';
import { resolveContextSize } from './context-size.ts';
import type { CoreDescription, CoreOptions } from './core-options.ts';
import type { CoreRequest } from './core-request.ts';
import { Embedder, type CoreEmbedResult } from './embedder.ts';
import { chooseFlashAttention } from './flash-attention.ts';
import type { PromptSegment } from '../../template/index.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';

/** Tokens of one decode step; larger ones gain nothing on a CPU and hold up those who are reading. */
const batchSize = 512;
const grammarCacheSize = 32;

/** One model in memory with everything that touches the native library. Runs in a process of its own, or in-process. */
export class Core {
  readonly description: CoreDescription;
  readonly #batcher: Batcher;
  readonly #vocabulary: Vocabulary;
  readonly #embedder: Embedder;
  readonly #model: LlamaModel;
  /** Held although only its native part is used: collected as garbage, it would keep the model from being disposed. */
  readonly #context: LlamaContext;

  private constructor(parts: CoreParts) {
    this.#model = parts.model;
    this.#context = parts.context;
    this.description = parts.description;
    this.#batcher = parts.batcher;
    this.#vocabulary = parts.vocabulary;
    this.#embedder = new Embedder(parts.model, { threads: parts.threads });
  }

  /** @param onEvents called once a decode step with what it brought to all requests. */
  static async create(
    llama: Llama,
    model: LlamaModel,
    options: CoreOptions,
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
    });
    const context = await model
      .createContext({
        sequences: slots,
        contextSize: contextSize.tokens,
        batchSize,
        threads,
        flashAttention: flashAttention.enabled,
        failedCreationRemedy: false,
        ignoreMemorySafetyChecks: true,
      })
      .catch((error: unknown) => {
        throw new TuneloopError(
          'RESOURCE_EXHAUSTED',
          `There is not enough memory for ${slots} contexts of ${contextSize.tokens} tokens. ` +
            'Lower N_CTX or the number of slots, or take a smaller model.',
          { cause: error },
        );
      });
    const metadata = model.fileInfo.metadata;
    const vocabulary = createVocabulary(native, metadata.tokenizer.ggml.tokens.length);
    const compileGrammar = grammarCompiler(llama);
    const batcher = new Batcher({
      llama,
      model: native,
      context: nativeContext(context),
      vocabulary,
      sequences: slots,
      contextSize: contextSize.tokens,
      batchSize,
      divisible: !(model.fileInsights.isRecurrent || model.fileInsights.isHybrid),
      compileGrammar,
      onEvents,
    });
    const description: CoreDescription = {
      contextSize: contextSize.tokens,
      trainedContextSize: model.trainContextSize,
      slots,
      architecture: metadata.general.architecture,
      chatTemplate: chatTemplate(model),
      bosText: vocabulary.bosText,
      eosText: vocabulary.eosText,
      controlTexts: vocabulary.controlTexts,
      choices: [
        { name: 'device', value: onGpu ? llama.gpu : 'cpu', reason: deviceReason(llama, model) },
        { name: 'threads', value: String(threads), reason: threadsReason(options) },
        { name: 'slots', value: String(slots), reason: slotsReason(options, onGpu) },
        { name: 'context', value: `${contextSize.tokens} tokens a slot`, reason: contextSize.reason },
        { name: 'flash attention', value: flashAttention.enabled ? 'on' : 'off', reason: flashAttention.reason },
      ],
    };
    return new Core({ model, context, description, batcher, vocabulary, threads });
  }

  /** Throws `CONTEXT_OVERFLOW`, `INVALID_REQUEST`. */
  start(request: CoreRequest): void {
    this.#batcher.start(request);
  }

  cancel(id: string): void {
    this.#batcher.cancel(id);
  }

  embed(inputs: readonly (string | number[])[]): Promise<CoreEmbedResult> {
    return this.#embedder.embed(inputs);
  }

  countTokens(prompt: PromptSegment[]): number {
    return this.#vocabulary.tokenize(prompt).length;
  }

  async close(): Promise<void> {
    await this.#batcher.close();
    await this.#embedder.close();
    await this.#context.dispose();
    await this.#model.dispose();
  }
}

interface CoreParts {
  model: LlamaModel;
  context: LlamaContext;
  description: CoreDescription;
  batcher: Batcher;
  vocabulary: Vocabulary;
  threads: number;
}

function chatTemplate(model: LlamaModel): string | undefined {
  const template: unknown = model.fileInfo.metadata.tokenizer.chat_template;
  return typeof template === 'string' ? template : undefined;
}

function deviceReason(llama: Llama, model: LlamaModel): string {
  if (llama.gpu === false) return 'no supported GPU was found, or N_GPU_LAYERS is 0';
  return `${model.gpuLayers} layers on the GPU`;
}

function threadsReason(options: CoreOptions): string {
  if (options.threads !== undefined) return 'as configured';
  return 'the physical cores but one, which is left to the server and to other programs';
}

function slotsReason(options: CoreOptions, onGpu: boolean): string {
  if (options.slots !== undefined) return 'as configured';
  return onGpu ? 'the default on a GPU' : 'the default on a CPU';
}

/** Compiled grammars by text: clients send the same schema again and again. */
function grammarCompiler(llama: Llama): (grammar: string) => Promise<LlamaGrammar> {
  const cache = new Map<string, Promise<LlamaGrammar>>();
  return (grammar) => {
    const known = cache.get(grammar);
    if (known !== undefined) return known;
    const compiled = llama.createGrammar({ grammar });
    cache.set(grammar, compiled);
    if (cache.size > grammarCacheSize) cache.delete(cache.keys().next().value!);
    return compiled;
  };
}
