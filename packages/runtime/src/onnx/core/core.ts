import { TuneloopError } from '@tuneloop/protocol';
import { TokenTrie } from '../../grammar/matcher/index.ts';
import type { CoreRequest } from '../../hosting/core-request.ts';
import type { CoreDescription, CoreOutcome, HostedCore } from '../../hosting/hosted-core.ts';
import { piecesOf } from '../../hosting/pieces.ts';
import type { PromptSegment } from '../../template/index.ts';
import { AdapterSet } from './adapter-set.ts';
import { Generation } from './generation.ts';
import { OutputConstraint } from './output-constraint.ts';
import { Scheduler } from './scheduler.ts';
import { SlotPool, type SequenceModel } from './slot-pool.ts';
import type { Vocabulary } from './vocabulary.ts';

interface OnnxCoreParts {
  model: SequenceModel;
  vocabulary: Vocabulary;
  description: CoreDescription;
  onOutcomes(outcomes: CoreOutcome[]): void;
}

/** One model in memory with everything that touches the native library. */
export class OnnxCore implements HostedCore {
  readonly description: CoreDescription;
  readonly #model: SequenceModel;
  readonly #vocabulary: Vocabulary;
  readonly #slots: SlotPool;
  readonly #scheduler: Scheduler;
  readonly #adapters: AdapterSet;
  #trie: TokenTrie | undefined;

  constructor({ model, vocabulary, description, onOutcomes }: OnnxCoreParts) {
    const { slots, contextSize } = description;
    this.description = description;
    this.#model = model;
    this.#vocabulary = vocabulary;
    this.#slots = new SlotPool(model, { slots, contextSize });
    this.#adapters = new AdapterSet({ model, release: (name) => this.#slots.dropAdapter(name) });
    this.#scheduler = new Scheduler({ slots: this.#slots, vocabulary, contextSize, onOutcomes });
  }

  start(request: CoreRequest): void {
    const prompt = isTokens(request.prompt) ? request.prompt : this.#vocabulary.tokenize(request.prompt);
    this.#checkPrompt(prompt);
    const { contextSize } = this.description;
    const keep = request.contextShift?.keep;
    if (typeof keep === 'number' && keep > contextSize - 2) {
      throw new TuneloopError(
        'INVALID_REQUEST',
        `contextShift.keep: ${keep} tokens leave nothing to drop from a context of ${contextSize}.`,
      );
    }
    const constraint =
      request.grammar === undefined
        ? undefined
        : new OutputConstraint(request.grammar, this.#vocabulary, () => this.#tokens());
    this.#scheduler.start(
      new Generation({
        request,
        prompt,
        vocabulary: this.#vocabulary,
        contextSize,
        constraint,
        adapter: this.#adapters.use(request.adapters),
      }),
    );
  }

  cancel(id: string): void {
    this.#scheduler.cancel(id);
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

  async loadAdapter(handle: number, path: string): Promise<void> {
    await this.#adapters.load(handle, path);
  }

  async unloadAdapter(handle: number): Promise<void> {
    await this.#adapters.unload(handle);
  }

  async embed(): Promise<never> {
    throw new TuneloopError('UNSUPPORTED', 'The ONNX engine makes no embeddings. Take a GGUF model for them.');
  }

  async rerank(): Promise<never> {
    throw new TuneloopError('UNSUPPORTED', 'The ONNX engine does not rank documents. Take a GGUF model for that.');
  }

  async saveSlot(): Promise<never> {
    throw cannotSave();
  }

  async restoreSlot(): Promise<never> {
    throw cannotSave();
  }

  async eraseSlot(): Promise<never> {
    throw cannotSave();
  }

  async close(): Promise<void> {
    await this.#scheduler.close();
    this.#slots.close();
    this.#model.dispose();
  }

  #tokens(): TokenTrie {
    this.#trie ??= new TokenTrie(this.#vocabulary.size, (token) => this.#vocabulary.bytes(token));
    return this.#trie;
  }

  #checkPrompt(prompt: readonly number[]): void {
    const { contextSize, vocabularySize } = this.description;
    if (prompt.length === 0) {
      throw new TuneloopError('INVALID_REQUEST', 'The prompt is empty. Send at least one token of text.');
    }
    const unknown = prompt.find((token) => token >= vocabularySize);
    if (unknown !== undefined) {
      throw new TuneloopError(
        'INVALID_REQUEST',
        `The prompt has the token ${unknown}, but there are ${vocabularySize}.`,
      );
    }
    if (prompt.length < contextSize) return;
    throw new TuneloopError(
      'CONTEXT_OVERFLOW',
      `The prompt has ${prompt.length} tokens, but the context holds ${contextSize} (prompt and output together). ` +
        'Shorten the prompt, or start the server with a larger context (N_CTX).',
      { details: { promptTokens: prompt.length, contextSize } },
    );
  }
}

function cannotSave(): TuneloopError {
  return new TuneloopError('UNSUPPORTED', 'The ONNX engine cannot save slots.');
}

function isTokens(prompt: CoreRequest['prompt']): prompt is number[] {
  return prompt.length === 0 || typeof prompt[0] === 'number';
}
