import { randomUUID } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { throwIfAborted, type FinishReason, type GenerateRequest, type GenerationEvent } from '@tuneloop/protocol';
import { createStopMatcher, createUtf8Decoder } from '../output/index.ts';
import { chooseToken, distributionOf, logprobOf } from './distribution.ts';
import type { ScriptStep } from './script.ts';
import { tokenize, type Token } from './tokenizer.ts';

export interface PlaybackOptions {
  steps: readonly ScriptStep[];
  request: GenerateRequest;
  /** Tokens at the most. */
  limit: number;
  tokensPerSecond: number | undefined;
  signal: AbortSignal;
}

/** What a playback came to. */
export interface PlaybackResult {
  finishReason: FinishReason;
  stopSequence: string | undefined;
  tokens: Token[];
  reasoningTokens: number;
  /** `performance.now()` of the first token; of the end when there was none. */
  firstTokenAt: number;
}

/**
 * Plays a script token by token and returns what it came to. Between tokens it gives way to the rest of the program
 * and ends with `ABORTED` when `signal` has fired.
 */
export async function* play(options: PlaybackOptions): AsyncGenerator<GenerationEvent, PlaybackResult, void> {
  return yield* new Playback(options).run();
}

class Playback {
  readonly #options: PlaybackOptions;
  readonly #matcher: ReturnType<typeof createStopMatcher>;
  readonly #decoder = createUtf8Decoder();
  readonly #tokens: Token[] = [];
  #reasoningTokens = 0;
  #toolCalls = 0;
  #stopSequence: string | undefined;
  #firstTokenAt: number | undefined;
  /** By how much the last token came later than it was due, in ms. */
  #lateMs = 0;

  constructor(options: PlaybackOptions) {
    this.#options = options;
    this.#matcher = createStopMatcher(options.request.stop ?? []);
  }

  async *run(): AsyncGenerator<GenerationEvent, PlaybackResult, void> {
    let isWhole = true;
    for (const step of this.#options.steps) {
      isWhole = yield* this.#step(step);
      if (!isWhole) break;
    }
    const rest =
      this.#stopSequence === undefined ? this.#matcher.push(this.#decoder.flush()).text + this.#matcher.flush() : '';
    if (rest !== '') yield { type: 'text-delta', text: rest };
    const ended: FinishReason = this.#toolCalls > 0 ? 'tool-calls' : 'stop';
    return {
      finishReason: isWhole || this.#stopSequence !== undefined ? ended : 'length',
      stopSequence: this.#stopSequence,
      tokens: this.#tokens,
      reasoningTokens: this.#reasoningTokens,
      firstTokenAt: this.#firstTokenAt ?? performance.now(),
    };
  }

  /** @returns false when the generation ends within the step. */
  async *#step(step: ScriptStep): AsyncGenerator<GenerationEvent, boolean, void> {
    if ('delayMs' in step) {
      await setTimeout(step.delayMs, undefined, { signal: this.#options.signal });
      return true;
    }
    if ('error' in step) throw step.error;
    if ('toolCall' in step) return yield* this.#toolCall(step.toolCall);
    if ('text' in step) return yield* this.#text(step.text);
    for (const token of tokenize(step.reasoning)) {
      if (!(await this.#take(token))) return false;
      this.#reasoningTokens += 1;
      const text = this.#decoder.push(token.bytes);
      if (text !== '') yield { type: 'reasoning-delta', text };
    }
    return true;
  }

  async *#text(text: string): AsyncGenerator<GenerationEvent, boolean, void> {
    const { sampling, logprobs } = this.#options.request;
    for (const scripted of tokenize(text)) {
      const distribution = distributionOf(scripted);
      const token = chooseToken(distribution, sampling?.logitBias);
      if (!(await this.#take(token))) return false;
      const match = this.#matcher.push(this.#decoder.push(token.bytes));
      if (match.text !== '' || logprobs) {
        const report = logprobs && [logprobOf(token, distribution, logprobs.top)];
        yield { type: 'text-delta', text: match.text, ...(report && { logprobs: report }) };
      }
      this.#stopSequence = match.stopped;
      if (match.stopped !== undefined) return false;
    }
    return true;
  }

  async *#toolCall(
    call: Extract<ScriptStep, { toolCall: unknown }>['toolCall'],
  ): AsyncGenerator<GenerationEvent, boolean, void> {
    const index = this.#toolCalls;
    this.#toolCalls += 1;
    yield { type: 'tool-call-start', index, id: call.id ?? `call_${randomUUID()}`, name: call.name };
    const text = typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
    let isWhole = true;
    for (const token of tokenize(text)) {
      isWhole = await this.#take(token);
      if (!isWhole) break;
      const piece = this.#decoder.push(token.bytes);
      if (piece !== '') yield { type: 'tool-call-delta', index, arguments: piece };
    }
    yield { type: 'tool-call-end', index };
    return isWhole;
  }

  /** Waits for a token's time. @returns false when there is no room for it. */
  async #take(token: Token): Promise<boolean> {
    const { limit, tokensPerSecond, signal } = this.#options;
    if (this.#tokens.length >= limit) return false;
    if (tokensPerSecond === undefined) await setImmediate();
    else await this.#pause(1000 / tokensPerSecond, signal);
    throwIfAborted(signal);
    this.#firstTokenAt ??= performance.now();
    this.#tokens.push(token);
    return true;
  }

  /** Engines compute in processes of their own: what holds up the server's timers does not slow them down. */
  async #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    const wait = milliseconds - this.#lateMs;
    const startedAt = performance.now();
    if (wait > 0) await setTimeout(wait, undefined, { signal });
    else await setImmediate();
    this.#lateMs = performance.now() - startedAt - wait;
  }
}
