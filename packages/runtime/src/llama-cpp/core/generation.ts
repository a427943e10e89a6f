import type { FinishReason, TokenLogprob } from '@tuneloop/protocol';
import { createStopMatcher, createUtf8Decoder, type StopMatcher, type Utf8Decoder } from '../../output/index.ts';
import type { NativeSampler } from './binding.ts';
import { tokensToKeep } from './context-shift.ts';
import type { CoreEnd, CoreRequest } from '../../hosting/core-request.ts';
import type { OutputSampler } from './output-sampler.ts';
import { PromptScores } from './prompt-scores.ts';
import type { Sequence } from './sequence-pool.ts';
import type { DraftPace } from './speculation/draft-pace.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What one decode step adds to one output. */
export interface StepOutput {
  text: string;
  logprobs: TokenLogprob[];
  /** Set when the generation is over. */
  finish?: { reason: FinishReason; stopSequence?: string };
}

/** One request on its way through the batcher: first its prompt is prefilled, then it decodes a token a step. */
export class Generation {
  readonly request: CoreRequest;
  readonly prompt: readonly number[];
  sequence: Sequence | undefined;
  sampler: OutputSampler | undefined;
  /** Reads logits as they are; there when log-probabilities were asked for. */
  logprobSampler: NativeSampler | undefined;
  cancelled = false;
  /** The token that was sampled last and is decoded next. */
  next: number | undefined;
  /** Guesses for what follows `next`; decoded with it. */
  draft: readonly number[] = [];
  /** There when guessing is on. */
  pace: DraftPace | undefined;
  /** There when the prompt's log-probabilities were asked for. */
  scores: PromptScores | undefined;
  /** Tokens that made room in a full context. */
  discardedTokens = 0;
  /** Tokens at the beginning that a context shift leaves; `undefined`: it is not to be shifted. */
  readonly keep: number | undefined;
  readonly maxTokens: number;
  readonly #vocabulary: Vocabulary;
  readonly #text: Utf8Decoder = createUtf8Decoder();
  readonly #stops: StopMatcher;
  readonly #arrivedAt: number = performance.now();
  #prefillStartedAt = 0;
  #firstTokenAt = 0;
  #cachedTokens = 0;
  #completionTokens = 0;
  #draftTokens = 0;
  #acceptedDraftTokens = 0;

  constructor(request: CoreRequest, prompt: readonly number[], vocabulary: Vocabulary, contextSize: number) {
    this.request = request;
    this.prompt = prompt;
    this.#vocabulary = vocabulary;
    const { maxTokens = Infinity, contextShift, promptLogprobs } = request;
    // Going on in a full context takes a number to end at.
    const shifts = contextShift !== undefined && maxTokens !== Infinity;
    this.keep = contextShift && tokensToKeep(contextShift.keep, prompt.length, contextSize);
    this.maxTokens = shifts ? maxTokens : Math.min(maxTokens, contextSize - prompt.length);
    if (promptLogprobs !== undefined) this.scores = new PromptScores(prompt, promptLogprobs.top, vocabulary);
    this.#stops = createStopMatcher(request.stop ?? []);
  }

  /** Tokens of the prompt that are not in the cache yet. */
  get remainingPrefill(): number {
    return this.prompt.length - (this.sequence?.tokens.length ?? 0);
  }

  get cachedTokens(): number {
    return this.#cachedTokens;
  }

  get arrivedAt(): number {
    return this.#arrivedAt;
  }

  /** Tokens that can still follow `next`. */
  get remainingTokens(): number {
    return this.maxTokens - this.#completionTokens;
  }

  /** @param accepted how many of the guesses were right. */
  confirmDraft(accepted: number): void {
    this.#draftTokens += this.draft.length;
    this.#acceptedDraftTokens += accepted;
    this.pace?.record(this.draft.length, accepted);
    this.draft = [];
  }

  beginPrefill(sequence: Sequence): void {
    this.sequence = sequence;
    this.#cachedTokens = sequence.tokens.length;
    this.#prefillStartedAt = performance.now();
  }

  /** Those that it has, which it has no more then. */
  takeSamplers(): NativeSampler[] {
    const samplers = [this.sampler?.native, this.logprobSampler].filter((sampler) => sampler !== undefined);
    this.sampler = undefined;
    this.logprobSampler = undefined;
    return samplers;
  }

  /** Takes in the token that was sampled; -1 when the grammar allows nothing more. */
  accept(token: number, logprob: TokenLogprob | undefined): StepOutput {
    if (this.#completionTokens === 0) this.#firstTokenAt = performance.now();
    if (token === -1) return { text: this.#flush(), logprobs: [], finish: { reason: 'stop' } };
    if (this.#vocabulary.isEnd(token)) {
      const { text, stopped } = this.#stops.push(this.#text.push(this.#bytes(token)));
      const rest = stopped === undefined ? this.#flush() : '';
      return { text: text + rest, logprobs: [], finish: { reason: 'stop', ...(stopped && { stopSequence: stopped }) } };
    }
    this.#completionTokens++;
    this.next = token;
    const logprobs = logprob === undefined ? [] : [logprob];
    const { text, stopped } = this.#stops.push(this.#text.push(this.#bytes(token)));
    if (stopped !== undefined) return { text, logprobs, finish: { reason: 'stop', stopSequence: stopped } };
    if (this.#completionTokens >= this.maxTokens) {
      return { text: text + this.#flush(), logprobs, finish: { reason: 'length' } };
    }
    return { text, logprobs };
  }

  /** Durations in ms; the queue before the engine's own is not in them. */
  end(finish: { reason: FinishReason; stopSequence?: string }): CoreEnd {
    const now = performance.now();
    // Without a token there was only prefill.
    const firstTokenAt = this.#completionTokens === 0 && this.#firstTokenAt === 0 ? now : this.#firstTokenAt;
    return {
      finishReason: finish.reason,
      ...(finish.stopSequence !== undefined && { stopSequence: finish.stopSequence }),
      completionTokens: this.#completionTokens,
      waitedMs: this.#prefillStartedAt - this.#arrivedAt,
      prefillMs: firstTokenAt - this.#prefillStartedAt,
      decodeMs: now - firstTokenAt,
      ...(this.request.contextShift && { discardedTokens: this.discardedTokens }),
      ...(this.pace && { draftTokens: this.#draftTokens, acceptedDraftTokens: this.#acceptedDraftTokens }),
    };
  }

  /** Control tokens have no text, unless a parser has to see them. */
  #bytes(token: number): Uint8Array {
    const bytes = this.#vocabulary.bytes(token);
    const { markup = [] } = this.request;
    if (bytes.length > 0 || markup.length === 0) return bytes;
    const text = this.#vocabulary.controlText(token);
    return markup.includes(text) ? new TextEncoder().encode(text) : bytes;
  }

  /** Text that was held back as the possible begin of a stop string or a part of a character. */
  #flush(): string {
    const rest = this.#stops.push(this.#text.flush());
    return rest.stopped === undefined ? rest.text + this.#stops.flush() : rest.text;
  }
}
