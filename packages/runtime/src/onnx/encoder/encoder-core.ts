import { TuneloopError } from '@tuneloop/protocol';
import type { CoreDescription, CoreEmbedResult, CoreRerankResult, HostedCore } from '../../hosting/hosted-core.ts';
import type { PromptSegment } from '../../template/index.ts';
import type { EncoderFolder } from './encoder-folder.ts';
import type { EncoderOutput, EncoderSession } from './encoder-session.ts';
import type { EncoderTokenizer } from './encoder-tokenizer.ts';
import { planBatches } from './plan-batches.ts';
import { normalised, pool } from './pool.ts';
import type { EncoderInput } from './text-frame.ts';

interface EncoderCoreParts {
  folder: Pick<EncoderFolder, 'task' | 'pooling'>;
  tokenizer: EncoderTokenizer;
  session: Pick<EncoderSession, 'run' | 'close'>;
  description: CoreDescription;
}

/** Tokens of a batch with its padding: more make it no faster, and others wait until it is over. */
const batchTokens = 2048;

/** A model that makes vectors of texts, or ranks documents, in memory. */
export class EncoderCore implements HostedCore {
  readonly description: CoreDescription;
  readonly #folder: EncoderCoreParts['folder'];
  readonly #tokenizer: EncoderTokenizer;
  readonly #session: EncoderCoreParts['session'];

  constructor({ folder, tokenizer, session, description }: EncoderCoreParts) {
    this.description = description;
    this.#folder = folder;
    this.#tokenizer = tokenizer;
    this.#session = session;
  }

  /** Errors: `CONTEXT_OVERFLOW`, `INVALID_REQUEST` for an empty input. */
  async embed(inputs: readonly (string | number[])[]): Promise<CoreEmbedResult> {
    this.#require('embed', 'makes no embeddings', 'an embedding model');
    const framed = inputs.map((input, index) => {
      const tokens = typeof input === 'string' ? this.#tokenizer.tokenize(input) : input;
      if (tokens.length > 0) return this.#tokenizer.single(tokens);
      throw new TuneloopError('INVALID_REQUEST', `Input ${index} is empty; there is nothing to embed.`);
    });
    const { contextSize } = this.description;
    const tooLong = framed.findIndex(({ ids }) => ids.length > contextSize);
    if (tooLong !== -1) {
      const promptTokens = framed[tooLong]!.ids.length;
      throw new TuneloopError(
        'CONTEXT_OVERFLOW',
        `Input ${tooLong} has ${promptTokens} tokens; at most ${contextSize} can be embedded at once. Split it.`,
        { details: { promptTokens, contextSize } },
      );
    }
    const embeddings = await this.#each(framed, (output, row, input) => this.#vector(output, row, input));
    return { embeddings, promptTokens: countTokens(framed) };
  }

  /** Errors: `CONTEXT_OVERFLOW` (`details.document`). */
  async rerank(query: string, documents: readonly string[]): Promise<CoreRerankResult> {
    this.#require('rerank', 'does not rank documents', 'a reranking model');
    const queryTokens = this.#tokenizer.tokenize(query);
    const pairs = documents.map((document) => this.#tokenizer.pair(queryTokens, this.#tokenizer.tokenize(document)));
    const { contextSize } = this.description;
    const tooLong = pairs.findIndex(({ ids }) => ids.length > contextSize);
    if (tooLong !== -1) {
      const promptTokens = pairs[tooLong]!.ids.length;
      throw new TuneloopError(
        'CONTEXT_OVERFLOW',
        `Query and document ${tooLong} have ${promptTokens} tokens together; at most ${contextSize} fit. Split the document.`,
        { details: { document: tooLong, promptTokens, contextSize } },
      );
    }
    const scores = await this.#each(pairs, ({ data }, row) => 1 / (1 + Math.exp(-data[row]!)));
    return { scores, promptTokens: countTokens(pairs) };
  }

  countTokens(prompt: PromptSegment[]): number {
    return prompt.reduce((sum, { text }) => sum + this.#tokenizer.tokenize(text).length, 0);
  }

  tokenize(text: string, { begin }: { begin: boolean; control: boolean }): number[] {
    const tokens = this.#tokenizer.tokenize(text);
    return begin ? this.#tokenizer.single(tokens).ids : tokens;
  }

  pieces(tokens: readonly number[]): Uint8Array[] {
    return this.#tokenizer.pieces(tokens);
  }

  start(): never {
    throw new TuneloopError('UNSUPPORTED', 'This model does not generate text. Take a language model.');
  }

  cancel(): void {
    // Nothing is ever under way that could be cancelled.
  }

  async loadAdapter(): Promise<never> {
    throw new TuneloopError('ADAPTER_INVALID', 'Adapters are for language models; this one generates no text.');
  }

  async unloadAdapter(): Promise<void> {
    // None was loaded.
  }

  async saveSlot(): Promise<never> {
    throw this.#hasNoSlots();
  }

  async restoreSlot(): Promise<never> {
    throw this.#hasNoSlots();
  }

  async eraseSlot(): Promise<never> {
    throw this.#hasNoSlots();
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  #require(task: EncoderFolder['task'], lack: string, instead: string): void {
    if (this.#folder.task !== task) throw new TuneloopError('UNSUPPORTED', `This model ${lack}. Take ${instead}.`);
  }

  /** In batches of about the same length; what comes out is in the order of what went in. */
  async #each<T>(
    inputs: readonly EncoderInput[],
    resultOf: (output: EncoderOutput, row: number, input: EncoderInput) => T,
  ): Promise<T[]> {
    const results: T[] = [];
    const lengths = inputs.map(({ ids }) => ids.length);
    for (const places of planBatches(lengths, batchTokens)) {
      const batch = places.map((place) => inputs[place]!);
      const output = await this.#session.run(batch);
      for (const [row, place] of places.entries()) results[place] = resultOf(output, row, batch[row]!);
    }
    return results;
  }

  #vector({ data, shape }: EncoderOutput, row: number, { ids }: EncoderInput): Float32Array {
    const dimensions = shape.at(-1)!;
    if (shape.length === 2) return normalised(data.slice(row * dimensions, (row + 1) * dimensions));
    const offset = row * shape[1]! * dimensions;
    return pool({ data, offset, tokens: ids.length, dimensions }, this.#folder.pooling);
  }

  #hasNoSlots(): TuneloopError {
    return new TuneloopError('UNSUPPORTED', 'This model generates no text, and has no slots.');
  }
}

function countTokens(inputs: readonly EncoderInput[]): number {
  return inputs.reduce((sum, { ids }) => sum + ids.length, 0);
}
