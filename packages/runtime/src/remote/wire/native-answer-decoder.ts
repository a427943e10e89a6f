import { TuneloopError, type FinishReason, type GenerationEvent } from '@tuneloop/protocol';
import { cutShort, malformed } from '../http/upstream-error.ts';
import { decodeScoredTokens } from './decode-logprobs.ts';
import { decodeDiscarded, decodeProgress, type PartialUsage } from './decode-usage.ts';
import { listOf, numberOf, objectOf, stringOf } from './read-json.ts';
import {
  decodeTimings,
  parsePiece,
  type AnswerEnd,
  type StreamDecoder,
  type StreamSource,
  type UpstreamTimings,
} from './stream-decoder.ts';

export interface NativeAnswerDecoderOptions extends StreamSource {
  /** Alternatives for each token; undefined when nobody asked for log-probabilities. */
  topLogprobs: number | undefined;
}

const finishReasons: Readonly<Record<string, FinishReason>> = { eos: 'stop', word: 'stop', limit: 'length' };

/**
 * The pieces of llama-server's own `/completion` and `/infill`, which our own server has too.
 *
 * Source: https://github.com/ggml-org/llama.cpp/tree/master/tools/server#post-completion-given-a-prompt-it-returns-the-predicted-completion
 */
export class NativeAnswerDecoder implements StreamDecoder {
  readonly #options: NativeAnswerDecoderOptions;
  #finish: FinishReason | undefined;
  #stopSequence: string | undefined;
  #usage: PartialUsage = {};
  #timings: UpstreamTimings = {};
  #outputChunks = 0;

  constructor(options: NativeAnswerDecoderOptions) {
    this.#options = options;
  }

  get usage(): PartialUsage {
    return this.#usage;
  }

  get timings(): UpstreamTimings {
    return this.#timings;
  }

  get outputChunks(): number {
    return this.#outputChunks;
  }

  *push(data: string): Generator<GenerationEvent, void, void> {
    const piece = parsePiece(data, this.#options);
    const text = stringOf(piece['content']);
    if (text === undefined) throw malformed(this.#options.upstream, 'sent an event that is no piece of an answer');
    this.#usage = { ...this.#usage, ...decodeProgress(piece['prompt_progress']), ...decodeCounts(piece) };
    if (piece['timings'] !== undefined) this.#timings = decodeTimings(piece['timings']);
    const { topLogprobs } = this.#options;
    const scored = listOf(piece['completion_probabilities']);
    const logprobs = topLogprobs === undefined ? [] : decodeScoredTokens(scored, topLogprobs);
    if (text !== '' || logprobs.length > 0) {
      this.#outputChunks += 1;
      yield { type: 'text-delta', text, ...(topLogprobs !== undefined && { logprobs }) };
    }
    if (piece['stop'] === true) this.#readFinish(piece);
  }

  end(): AnswerEnd {
    if (this.#finish === undefined) throw cutShort(this.#options.upstream);
    return { events: [], finishReason: this.#finish, stopSequence: this.#stopSequence };
  }

  #readFinish(piece: Record<string, unknown>): void {
    const reason = stringOf(piece['stop_type']) ?? '';
    this.#finish = finishReasons[reason];
    if (this.#finish === undefined) {
      const { upstream } = this.#options;
      const details = { upstream, reason: reason.slice(0, 40) };
      throw new TuneloopError('UPSTREAM_FAILED', `${upstream} gave up on the answer. Try again.`, { details });
    }
    this.#stopSequence = stringOf(piece['stopping_word']) || undefined;
  }
}

/** `tokens_cached` is no help: with llama-server it is what the slot holds in the end. */
function decodeCounts(piece: Record<string, unknown>): PartialUsage {
  const promptTokens = numberOf(piece['tokens_evaluated']);
  const completionTokens = numberOf(piece['tokens_predicted']);
  const cachedTokens = numberOf(objectOf(piece['timings'])['cache_n']);
  return {
    ...(promptTokens !== undefined && { promptTokens }),
    ...(completionTokens !== undefined && { completionTokens }),
    ...(cachedTokens !== undefined && { cachedTokens }),
    ...decodeDiscarded(piece['timings']),
  };
}
