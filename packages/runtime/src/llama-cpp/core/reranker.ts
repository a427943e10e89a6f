import { TuneloopError } from '@tuneloop/protocol';
import type { LlamaModel, LlamaRankingContext } from 'node-llama-cpp';
import type { CoreRerankResult } from '../../hosting/hosted-core.ts';

/** Query and document together, in tokens: a batch holds both, and its compute buffers grow with it. */
const largestPair = 4096;
/** For the tokens that a model puts around query and document. */
const frameTokens = 8;

/** Scores of documents for a query, in a context of their own, made on first use. */
export class Reranker {
  readonly #model: LlamaModel;
  readonly #threads: number;
  #context: Promise<LlamaRankingContext> | undefined;

  constructor(model: LlamaModel, options: { threads: number }) {
    this.#model = model;
    this.#threads = options.threads;
  }

  /** Errors: `CONTEXT_OVERFLOW` (`details.document`), `UNSUPPORTED`. */
  async rerank(query: string, documents: readonly string[]): Promise<CoreRerankResult> {
    if (!this.#model.fileInsights.supportsRanking) {
      throw new TuneloopError('UNSUPPORTED', 'This model does not rank documents. Take a reranking model.');
    }
    const contextSize = Math.min(this.#model.trainContextSize, largestPair);
    const queryTokens = this.#model.tokenize(query).length;
    const lengths = documents.map((document) => queryTokens + this.#model.tokenize(document).length + frameTokens);
    const tooLong = lengths.findIndex((length) => length > contextSize);
    if (tooLong !== -1) throw overflow(tooLong, lengths[tooLong]!, contextSize);
    if (documents.length === 0) return { scores: [], promptTokens: 0 };
    this.#context ??= this.#model.createRankingContext({
      contextSize,
      batchSize: contextSize,
      threads: this.#threads,
      ignoreMemorySafetyChecks: true,
    });
    const context = await this.#context;
    return {
      scores: await context.rankAll(query, [...documents]),
      promptTokens: lengths.reduce((sum, length) => sum + length - frameTokens, 0),
    };
  }

  async close(): Promise<void> {
    await (await this.#context)?.dispose();
  }
}

function overflow(document: number, promptTokens: number, contextSize: number): TuneloopError {
  return new TuneloopError(
    'CONTEXT_OVERFLOW',
    `Query and document ${document} have ${promptTokens} tokens together; at most ${contextSize} fit. Split the document.`,
    { details: { document, promptTokens, contextSize } },
  );
}
