import { TuneloopError } from '@tuneloop/protocol';
import type { Llama, LlamaContext, LlamaModel } from 'node-llama-cpp';
import type { BatcherEvent, BatcherOptions } from './batcher.ts';
import { nativeModel } from './binding.ts';
import { cacheAbilities } from './cache-abilities.ts';
import { resolveContextSize } from './context-size.ts';
import { ContextUnit } from './context-unit.ts';
import { coreChoices } from './core-choices.ts';
import type { CoreDescription, CoreOptions } from './core-options.ts';
import type { CoreRequest } from './core-request.ts';
import { Embedder, type CoreEmbedResult } from './embedder.ts';
import { chooseFlashAttention } from './flash-attention.ts';
import { grammarCompiler } from './grammar-compiler.ts';
import type { PromptSegment } from '../../template/index.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';

/** Tokens of one decode step; larger ones gain nothing on a CPU and hold up those who are reading. */
const batchSize = 512;

/** One model in memory with everything that touches the native library. Runs in a process of its own, or in-process. */
export class Core {
  readonly description: CoreDescription;
  readonly #unit: ContextUnit;
  readonly vocabulary: Vocabulary;
  readonly #embedder: Embedder;
  readonly #model: LlamaModel;

  private constructor(parts: CoreParts) {
    this.#model = parts.model;
    this.description = parts.description;
    this.#unit = parts.unit;
    this.vocabulary = parts.vocabulary;
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
    const openContext = (): Promise<LlamaContext> =>
      model
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
          throw contextRefused(slots, contextSize.tokens, error);
        });
    const metadata = model.fileInfo.metadata;
    const vocabulary = createVocabulary(native, metadata.tokenizer.ggml.tokens.length);
    const batching: Omit<BatcherOptions, 'context' | 'onEvents'> = {
      llama,
      model: native,
      vocabulary,
      sequences: slots,
      contextSize: contextSize.tokens,
      batchSize,
      ...cacheAbilities(model),
      compileGrammar: grammarCompiler(llama),
    };
    const unit = new ContextUnit({ context: await openContext(), batching, onEvents });
    const description: CoreDescription = {
      contextSize: contextSize.tokens,
      trainedContextSize: model.trainContextSize,
      slots,
      architecture: metadata.general.architecture,
      chatTemplate: chatTemplate(model),
      bosText: vocabulary.bosText,
      eosText: vocabulary.eosText,
      controlTexts: vocabulary.controlTexts,
      choices: coreChoices(llama, model, options, { onGpu, threads, slots, contextSize, flashAttention }),
    };
    return new Core({ model, unit, description, vocabulary, threads });
  }

  /** Throws `CONTEXT_OVERFLOW`, `INVALID_REQUEST`. */
  start(request: CoreRequest): void {
    this.#unit.start(request);
  }

  cancel(id: string): void {
    this.#unit.cancel(id);
  }

  embed(inputs: readonly (string | number[])[]): Promise<CoreEmbedResult> {
    return this.#embedder.embed(inputs);
  }

  countTokens(prompt: PromptSegment[]): number {
    return this.vocabulary.tokenize(prompt).length;
  }

  async close(): Promise<void> {
    await this.#unit.close();
    await this.#embedder.close();
    await this.#model.dispose();
  }
}

interface CoreParts {
  model: LlamaModel;
  unit: ContextUnit;
  description: CoreDescription;
  vocabulary: Vocabulary;
  threads: number;
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
