import { TuneloopError, type GenerateRequest, type GenerationEvent } from '@tuneloop/protocol';
import type { Slot } from '../queue/index.ts';
import type { Connection, CoreEventListener } from './connection/connection.ts';
import type { CoreEvent, CoreRequest } from './core/core-request.ts';

type Arrival = Parameters<CoreEventListener>[0];

export interface GenerationStreamOptions {
  connection: Connection;
  request: CoreRequest;
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
  const { connection, request, slot, signal } = options;
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
    let usage = { promptTokens: 0, cachedTokens: 0 };
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
        if (arrival.type === 'start') usage = arrival;
        yield toGenerationEvent(arrival, usage, options);
        if (arrival.type === 'end') return;
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

function toGenerationEvent(
  event: Exclude<CoreEvent, { type: 'cancelled' }>,
  usage: { promptTokens: number; cachedTokens: number },
  { id, model, slot, calledAt }: GenerationStreamOptions,
): GenerationEvent {
  if (event.type === 'start') {
    const { promptTokens, cachedTokens } = event;
    return { type: 'generation-start', id, model, promptTokens, cachedTokens };
  }
  if (event.type === 'text') {
    return { type: 'text-delta', text: event.text, ...(event.logprobs && { logprobs: event.logprobs }) };
  }
  const totalMs = performance.now() - calledAt;
  return {
    type: 'generation-end',
    finishReason: event.finishReason,
    ...(event.stopSequence !== undefined && { stopSequence: event.stopSequence }),
    usage: {
      promptTokens: usage.promptTokens,
      cachedTokens: usage.cachedTokens,
      completionTokens: event.completionTokens,
      reasoningTokens: 0,
    },
    timings: {
      queueMs: slot.waitedMs + event.waitedMs,
      prefillMs: event.prefillMs,
      timeToFirstTokenMs: totalMs - event.decodeMs,
      decodeMs: event.decodeMs,
      totalMs,
    },
  };
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
