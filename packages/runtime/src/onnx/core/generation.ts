import type { FinishReason, PromptLogprobsEvent, TokenLogprob } from '@tuneloop/protocol';
import type { CoreEnd, CoreRequest } from '../../hosting/core-request.ts';
import { createStopMatcher, createUtf8Decoder, type StopMatcher, type Utf8Decoder } from '../../output/index.ts';
import { tokenLogprob, TokenSampler } from '../../sampling/index.ts';
import type { AdapterUse } from './adapter-set.ts';
import type { OutputConstraint } from './output-constraint.ts';
import type { Slot } from './slot-pool.ts';
import type { TokenTexts } from './vocabulary.ts';

export interface GenerationOptions {
  request: CoreRequest;
  prompt: readonly number[];
  vocabulary: TokenTexts;
  contextSize: number;
  constraint: OutputConstraint | undefined;
  adapter: AdapterUse | undefined;
}

export interface Finish {
  reason: FinishReason;
  stopSequence?: string;
}

export type PromptScore = PromptLogprobsEvent['tokens'][number];

/** What one token adds to an output. */
export interface StepOutput {
  text: string;
  logprobs: TokenLogprob[];
  /** Set when the generation is over. */
  finish?: Finish;
}

/** One request on its way: first its prompt is prefilled, then it decodes a token a step. */
export class Generation {
  readonly request: CoreRequest;
  readonly prompt: readonly number[];
  readonly adapter: AdapterUse | undefined;
  /** Whether its adapter is still being made. */
  isWaiting = false;
  /** Tokens at the beginning that a context shift leaves; `undefined`: it is not to be shifted. */
  readonly keep: number | undefined;
  readonly maxTokens: number;
  readonly arrivedAt: number = performance.now();
  slot: Slot | undefined;
  isCancelled = false;
  /** The token that was drawn last and is computed next. */
  next: number | undefined;
  discardedTokens = 0;
  /** Of the prompt's tokens, where they are wanted. */
  readonly scores: PromptScore[] = [];
  readonly #vocabulary: TokenTexts;
  readonly #sampler: TokenSampler;
  readonly #constraint: OutputConstraint | undefined;
  readonly #text: Utf8Decoder = createUtf8Decoder();
  readonly #stops: StopMatcher;
  #prefillStartedAt = 0;
  #firstTokenAt: number | undefined;
  #completionTokens = 0;

  constructor({ request, prompt, vocabulary, contextSize, constraint, adapter }: GenerationOptions) {
    this.request = request;
    this.prompt = prompt;
    this.adapter = adapter;
    this.#vocabulary = vocabulary;
    this.#constraint = constraint;
    const { maxTokens = Infinity, contextShift } = request;
    // Going on in a full context takes a number to end at.
    const shifts = contextShift !== undefined && maxTokens !== Infinity;
    this.keep = contextShift?.keep === 'prompt' ? Math.min(prompt.length, contextSize - 4) : contextShift?.keep;
    this.maxTokens = shifts ? maxTokens : Math.min(maxTokens, contextSize - prompt.length);
    this.#sampler = new TokenSampler(request.sampling, prompt, Math.floor(Math.random() * 0xffff_ffff), (token) =>
      vocabulary.bytes(token),
    );
    this.#stops = createStopMatcher(request.stop ?? []);
  }

  /** Before it has a slot: making a sequence takes its time. */
  beginPrefill(): void {
    this.#prefillStartedAt = performance.now();
  }

  /** Draws a token and takes it in. @param logits behind the last token; changed. */
  sample(logits: Float32Array): StepOutput {
    this.#firstTokenAt ??= performance.now();
    const { logprobs: wanted } = this.request;
    const untouched = wanted && logits.slice();
    const token = this.#draw(logits);
    if (token === -1) return { text: this.#flush(), logprobs: [], finish: { reason: 'stop' } };
    this.#sampler.accept(token);
    this.#constraint?.accept(token);
    if (this.#vocabulary.isEnd(token)) return this.#ended(token);
    this.#completionTokens += 1;
    this.next = token;
    const piece = (id: number): Uint8Array => this.#vocabulary.piece(id);
    const logprobs = untouched ? [tokenLogprob(untouched, token, wanted.top, piece)] : [];
    const { text, stopped } = this.#stops.push(this.#text.push(this.#bytes(token)));
    if (stopped !== undefined) return { text, logprobs, finish: { reason: 'stop', stopSequence: stopped } };
    if (this.#completionTokens < this.maxTokens) return { text, logprobs };
    return { text: text + this.#flush(), logprobs, finish: { reason: 'length' } };
  }

  /** Durations in ms; the queue before the core is not in them. */
  end(finish: Finish): CoreEnd {
    const now = performance.now();
    // Without a token there was only prefill.
    const firstTokenAt = this.#firstTokenAt ?? now;
    return {
      finishReason: finish.reason,
      ...(finish.stopSequence !== undefined && { stopSequence: finish.stopSequence }),
      completionTokens: this.#completionTokens,
      waitedMs: this.#prefillStartedAt - this.arrivedAt,
      prefillMs: firstTokenAt - this.#prefillStartedAt,
      decodeMs: now - firstTokenAt,
      ...(this.request.contextShift && { discardedTokens: this.discardedTokens }),
    };
  }

  #draw(logits: Float32Array): number {
    this.#sampler.adjust(logits);
    if (this.#constraint === undefined) return this.#sampler.draw(logits);
    const token = this.#sampler.draw(logits);
    // Mostly the model keeps to the grammar by itself; finding all that it allows costs more than one look.
    if (token !== -1 && this.#constraint.allows(token)) return token;
    return this.#sampler.draw(this.#constraint.masked(logits));
  }

  /** A token that ends the output may be one that a parser has to see. */
  #ended(token: number): StepOutput {
    const { text, stopped } = this.#stops.push(this.#text.push(this.#bytes(token)));
    const rest = stopped === undefined ? this.#flush() : '';
    return { text: text + rest, logprobs: [], finish: { reason: 'stop', ...(stopped && { stopSequence: stopped }) } };
  }

  /** Control tokens have no text, unless a parser has to see them. */
  #bytes(token: number): Uint8Array {
    const text = this.#vocabulary.controlText(token);
    if (text === '') return this.#vocabulary.bytes(token);
    return this.request.markup?.includes(text) ? new TextEncoder().encode(text) : new Uint8Array();
  }

  /** Text that was held back as the possible begin of a stop string or a part of a character. */
  #flush(): string {
    const rest = this.#stops.push(this.#text.flush());
    return rest.stopped === undefined ? rest.text + this.#stops.flush() : rest.text;
  }
}
