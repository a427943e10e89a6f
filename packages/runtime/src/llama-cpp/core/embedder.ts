import { TuneloopError } from '@tuneloop/protocol';
import type { LlamaEmbeddingContext, LlamaModel } from 'node-llama-cpp';
import type { CoreEmbedResult } from '../../hosting/hosted-core.ts';

/** Tokens of one input at most: a batch holds the whole input, and its compute buffers grow with it. */
export const largestInput = 2048;

/** Embeddings in a context of their own, made on first use. */
export class Embedder {
  readonly #model: LlamaModel;
  readonly #threads: number;
  #context: Promise<LlamaEmbeddingContext> | undefined;

  constructor(model: LlamaModel, options: { threads: number }) {
    this.#model = model;
    this.#threads = options.threads;
  }

  /** Errors: `CONTEXT_OVERFLOW`, `INVALID_REQUEST` for an empty input. */
  async embed(inputs: readonly (string | number[])[]): Promise<CoreEmbedResult> {
    const contextSize = Math.min(this.#model.trainContextSize, largestInput);
    const tokens = inputs.map((input) => (typeof input === 'string' ? this.#model.tokenize(input) : input));
    for (const [index, input] of tokens.entries()) checkInput(index, input.length, contextSize);
    this.#context ??= this.#model.createEmbeddingContext({
      contextSize,
      batchSize: contextSize,
      threads: this.#threads,
      ignoreMemorySafetyChecks: true,
    });
    const context = await this.#context;
    const embeddings: Float32Array[] = [];
    for (const input of tokens) {
      const { vector } = await context.getEmbeddingFor(input as never);
      embeddings.push(normalised(vector));
    }
    return { embeddings, promptTokens: tokens.reduce((sum, input) => sum + input.length, 0) };
  }

  async close(): Promise<void> {
    await (await this.#context)?.dispose();
  }
}

function checkInput(index: number, promptTokens: number, contextSize: number): void {
  if (promptTokens === 0) {
    throw new TuneloopError('INVALID_REQUEST', `Input ${index} is empty; there is nothing to embed.`);
  }
  // One place is left for the end token that some models append.
  if (promptTokens >= contextSize) {
    throw new TuneloopError(
      'CONTEXT_OVERFLOW',
      `Input ${index} has ${promptTokens} tokens; at most ${contextSize - 1} can be embedded at once. Split it.`,
      { details: { promptTokens, contextSize } },
    );
  }
}

function normalised(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => (length === 0 ? 0 : value / length));
}
