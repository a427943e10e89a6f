import { TuneloopError, type GenerateRequest, type GenerationEvent } from '@tuneloop/protocol';
import type { Slot } from '../queue/index.ts';
import type { Connection, CoreEventListener } from './connection/connection.ts';
import type { CoreEnd, CoreEvent, CoreRequest } from './core/core-request.ts';
import type { OutputPlan } from './output-plan.ts';
import { OutputTranslator } from './output-translator.ts';

type Arrival = Parameters<CoreEventListener>[0];

export interface GenerationStreamOptions {
  connection: Connection;
  request: CoreRequest;
  output: OutputPlan;
  slot: Slot;
  /** What the caller knows the request by. */
  id: string;
  model: string;
  /** `performance.now()` at the call. */
  calledAt: number;
  signal: AbortSignal | undefined;
}

/**
 * The events of one generation. What arrives is buffered here, at most as much as the context holds, so that a slow
 * reader never holds up the batch. The slot is released when the core says that it is free, not when the reader goes.
 */
export async function* generationStream(options: GenerationStreamOptions): AsyncGenerator<GenerationEvent, void, void> {
  const { connection, slot, signal } = options;
  const progress = new GenerationProgress(options);
  const request = progress.coreRequest;
  const arrivals: Arrival[] = [];
  let wake: (() => void) | undefined;
  let over = false;
  const cancel = (): void => {
    connection.cancel(request.id);
    wake?.();
  };
  connection.start(request, (arrival) => {
    arrivals.push(arrival);
    if (isLast(arrival)) {
      over = true;
      slot.release();
    }
    wake?.();
  });
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  try {
    for (;;) {
      if (signal?.aborted) throw TuneloopError.from(signal.reason, 'ABORTED');
      const arrival = arrivals.shift();
      if (arrival === undefined) {
        await new Promise<void>((resolve) => (wake = resolve));
      } else if (arrival.type === 'error') {
        throw arrival.error;
      } else if (arrival.type === 'cancelled') {
        throw new TuneloopError('ABORTED', 'The generation was cancelled.');
      } else {
        yield* progress.take(arrival);
        if (progress.over) return;
      }
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    if (!over) connection.cancel(request.id);
  }
}

function isLast(arrival: Arrival): boolean {
  return arrival.type === 'end' || arrival.type === 'cancelled' || arrival.type === 'error';
}

/** What one generation has come to, and the events that it makes of what the core says. */
class GenerationProgress {
  readonly coreRequest: CoreRequest;
  readonly #options: GenerationStreamOptions;
  readonly #translator: OutputTranslator | undefined;
  readonly #submittedAt: number = performance.now();
  #startedAt = 0;
  #firstTextAt: number | undefined;
  #usage = { promptTokens: 0, cachedTokens: 0 };
  #over = false;

  constructor(options: GenerationStreamOptions) {
    const { request, output } = options;
    const { parser, grammar, singleCall } = output;
    this.#options = options;
    this.#translator =
      parser &&
      new OutputTranslator({ parser, singleCall, stop: request.stop ?? [], logprobs: request.logprobs !== undefined });
    // The core sees reasoning and calls as text like any other, so that stop strings are looked for here then.
    this.coreRequest = { ...request, grammar, ...(parser && { stop: undefined }) };
  }

  /** Whether the end was among the events; the core may still be at work. */
  get over(): boolean {
    return this.#over;
  }

  *take(event: Exclude<CoreEvent, { type: 'cancelled' }>): Generator<GenerationEvent, void, void> {
    if (event.type === 'start') {
      this.#startedAt = performance.now();
      const { promptTokens, cachedTokens } = event;
      this.#usage = { promptTokens, cachedTokens };
      yield { type: 'generation-start', id: this.#options.id, model: this.#options.model, promptTokens, cachedTokens };
    } else if (event.type === 'text') {
      this.#firstTextAt ??= performance.now();
      if (this.#translator === undefined) {
        yield { type: 'text-delta', text: event.text, ...(event.logprobs && { logprobs: event.logprobs }) };
      } else {
        yield* this.#translator.push(event);
        if (this.#translator.cut !== undefined) yield this.#end(this.#cutOff(this.#translator.cut));
      }
    } else {
      yield* this.#translator?.end() ?? [];
      const cut = this.#translator?.cut;
      yield this.#end({ ...event, ...(cut && { finishReason: 'stop', ...cut }) });
    }
  }

  /** The end of a generation that the core is still busy with: a stop string was met, or one call was all. */
  #cutOff(cut: { stopSequence?: string }): CoreEnd {
    const firstTextAt = this.#firstTextAt ?? performance.now();
    return {
      finishReason: 'stop',
      ...cut,
      completionTokens: this.#translator?.tokens ?? 0,
      waitedMs: this.#startedAt - this.#submittedAt,
      prefillMs: firstTextAt - this.#startedAt,
      decodeMs: performance.now() - firstTextAt,
    };
  }

  #end(end: CoreEnd): GenerationEvent {
    this.#over = true;
    const { slot, calledAt } = this.#options;
    const { finishReason, stopSequence } = end;
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
      },
      timings: {
        queueMs: slot.waitedMs + end.waitedMs,
        prefillMs: end.prefillMs,
        timeToFirstTokenMs: totalMs - end.decodeMs,
        decodeMs: end.decodeMs,
        totalMs,
      },
    };
  }
}

/** The part of a request that the core needs as it is. */
export function coreSettings(
  request: GenerateRequest,
): Pick<CoreRequest, 'sampling' | 'maxTokens' | 'stop' | 'logprobs' | 'reusePrefix'> {
  return {
    sampling: request.sampling ?? {},
    maxTokens: request.maxTokens,
    stop: request.stop,
    logprobs: request.logprobs,
    reusePrefix: request.reusePrefix ?? true,
  };
}
