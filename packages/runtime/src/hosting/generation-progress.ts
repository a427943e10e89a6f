import { randomUUID } from 'node:crypto';
import type { GenerationEvent } from '@tuneloop/protocol';
import type { CoreEnd, CoreEvent, CoreRequest } from './core-request.ts';
import type { OutputPlan } from './output-plan.ts';
import { markupSegments } from './markup-segments.ts';
import { OutputTranslator } from './output-translator.ts';

export interface GenerationProgressOptions {
  request: CoreRequest;
  output: OutputPlan;
  /** What the caller knows the request by. */
  id: string;
  model: string;
  /** `performance.now()` at the call. */
  calledAt: number;
  /** Time in the queue, in ms. */
  waitedMs: number;
}

/** What one generation has come to, and the events that it makes of what the core says. */
export class GenerationProgress {
  readonly coreRequest: CoreRequest;
  readonly #options: GenerationProgressOptions;
  readonly #translator: OutputTranslator | undefined;
  readonly #submittedAt: number = performance.now();
  #startedAt: number | undefined;
  #firstTextAt: number | undefined;
  #usage = { promptTokens: 0, cachedTokens: 0 };
  #output = '';
  /** Tokens before the core was asked to go on behind reasoning that had spent its budget. */
  #earlierTokens: number | undefined;
  #over = false;

  constructor(options: GenerationProgressOptions) {
    const { request, output } = options;
    const { parser, grammar, markup, singleCall } = output;
    this.#options = options;
    this.#translator =
      parser &&
      new OutputTranslator({ parser, singleCall, stop: request.stop ?? [], logprobs: request.logprobs !== undefined });
    // The core sees reasoning and calls as text like any other, so that stop strings are looked for here then.
    this.coreRequest = { ...request, grammar, ...(parser && { stop: undefined, markup }) };
  }

  /** Whether the end was among the events; the core may still be at work. */
  get over(): boolean {
    return this.#over;
  }

  *take(event: Exclude<CoreEvent, { type: 'cancelled' }>): Generator<GenerationEvent, void, void> {
    if (event.type === 'start') yield* this.#start(event);
    else if (event.type === 'text') yield* this.#text(event);
    else if (event.type === 'prompt-logprobs') yield event;
    else {
      yield* this.#translator?.end() ?? [];
      const cut = this.#translator?.cut;
      const end = this.#earlierTokens === undefined ? event : this.#measured(event, this.#earlierTokens);
      yield this.#end({ ...end, ...(cut && { finishReason: 'stop', ...cut }) });
    }
  }

  /** Whether the model still reasons with its budget for that spent, and may go on with an answer. */
  get reasonsTooLong(): boolean {
    const { reasoningBudget } = this.#options.output;
    if (reasoningBudget === undefined || this.#translator === undefined || this.#earlierTokens !== undefined)
      return false;
    const { parser } = this.#options.output;
    const { maxTokens = Infinity } = this.coreRequest;
    const { reasoningTokens, tokens } = this.#translator;
    return parser?.inReasoning === true && reasoningTokens >= reasoningBudget.tokens && tokens < maxTokens;
  }

  /** Ends the reasoning in the model's stead. @returns the request for what comes behind it. */
  *endReasoning(): Generator<GenerationEvent, CoreRequest, void> {
    const { request, output } = this.#options;
    const { closing, answerGrammar } = output.reasoningBudget!;
    const { maxTokens } = this.coreRequest;
    const tokens = this.#translator!.tokens;
    this.#earlierTokens = tokens;
    yield* this.#translator!.insert(closing);
    return {
      ...this.coreRequest,
      id: randomUUID(),
      // Reasoning is taken apart in conversations only, and those are rendered as text.
      prompt: [
        ...(request.prompt as Exclude<CoreRequest['prompt'], number[]>),
        ...markupSegments(this.#output, output.markup),
        { text: closing, control: true },
      ],
      grammar: answerGrammar,
      // It was told before.
      promptLogprobs: undefined,
      maxTokens: maxTokens === undefined ? undefined : maxTokens - tokens,
    };
  }

  *#start(event: Extract<CoreEvent, { type: 'start' }>): Generator<GenerationEvent, void, void> {
    if (this.#startedAt !== undefined) return;
    this.#startedAt = performance.now();
    const { promptTokens, cachedTokens } = event;
    this.#usage = { promptTokens, cachedTokens };
    yield { type: 'generation-start', id: this.#options.id, model: this.#options.model, promptTokens, cachedTokens };
  }

  *#text(event: Extract<CoreEvent, { type: 'text' }>): Generator<GenerationEvent, void, void> {
    this.#firstTextAt ??= performance.now();
    if (this.#translator === undefined) {
      yield { type: 'text-delta', text: event.text, ...(event.logprobs && { logprobs: event.logprobs }) };
      return;
    }
    this.#output += event.text;
    yield* this.#translator.push(event);
    const { cut, tokens } = this.#translator;
    // The core is still busy with it: a stop string was met, or one call was all.
    if (cut !== undefined) yield this.#end(this.#measured({ finishReason: 'stop', ...cut, completionTokens: tokens }));
  }

  /** An end with the durations as they are seen from here. */
  #measured(end: Omit<CoreEnd, 'waitedMs' | 'prefillMs' | 'decodeMs'>, earlierTokens = 0): CoreEnd {
    const now = performance.now();
    const startedAt = this.#startedAt ?? now;
    const firstTextAt = this.#firstTextAt ?? now;
    return {
      ...end,
      completionTokens: earlierTokens + end.completionTokens,
      waitedMs: startedAt - this.#submittedAt,
      prefillMs: firstTextAt - startedAt,
      decodeMs: now - firstTextAt,
    };
  }

  #end(end: CoreEnd): GenerationEvent {
    this.#over = true;
    const { waitedMs, calledAt } = this.#options;
    const { finishReason, stopSequence, discardedTokens, draftTokens, acceptedDraftTokens } = end;
    const totalMs = performance.now() - calledAt;
    const calls = this.#translator?.calls ?? 0;
    return {
      type: 'generation-end',
      finishReason: finishReason === 'stop' && calls > 0 && stopSequence === undefined ? 'tool-calls' : finishReason,
      ...(stopSequence !== undefined && { stopSequence }),
      usage: {
        ...this.#usage,
        completionTokens: end.completionTokens,
        reasoningTokens: this.#translator?.reasoningTokens ?? 0,
        ...(discardedTokens !== undefined && { discardedTokens }),
      },
      timings: {
        queueMs: waitedMs + end.waitedMs,
        prefillMs: end.prefillMs,
        timeToFirstTokenMs: totalMs - end.decodeMs,
        decodeMs: end.decodeMs,
        totalMs,
        ...(draftTokens !== undefined && { draftTokens }),
        ...(acceptedDraftTokens !== undefined && { acceptedDraftTokens }),
      },
    };
  }
}
