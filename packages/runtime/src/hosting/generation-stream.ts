import { TuneloopError, type GenerateRequest, type GenerationEvent } from '@tuneloop/protocol';
import type { Slot } from '../queue/index.ts';
import type { Connection } from './connection/connection.ts';
import { CoreRun } from './core-run.ts';
import type { CoreRequest } from './core-request.ts';
import { GenerationProgress, type GenerationProgressOptions } from './generation-progress.ts';

export interface GenerationStreamOptions extends Omit<GenerationProgressOptions, 'waitedMs'> {
  connection: Connection;
  slot: Slot;
  signal: AbortSignal | undefined;
}

/**
 * The events of one generation. The slot is released when the core says that it is free, not when the reader goes.
 */
export async function* generationStream(options: GenerationStreamOptions): AsyncGenerator<GenerationEvent, void, void> {
  const { connection, slot, signal } = options;
  const release = (): void => slot.release();
  const progress = new GenerationProgress({ ...options, waitedMs: slot.waitedMs });
  let run = new CoreRun(connection, progress.coreRequest, release);
  const cancel = (): void => run.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    for (;;) {
      if (signal?.aborted) throw TuneloopError.from(signal.reason, 'ABORTED');
      const arrival = await run.next();
      if (arrival === undefined) continue;
      if (arrival.type === 'error') throw arrival.error;
      if (arrival.type === 'cancelled') {
        throw new TuneloopError('ABORTED', 'The generation was cancelled.');
      }
      yield* progress.take(arrival);
      if (progress.over) return;
      if (progress.reasonsTooLong && !run.over) {
        await run.stop();
        if (!signal?.aborted) run = new CoreRun(connection, yield* progress.endReasoning(), release);
      }
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    if (run.over) release();
    else run.cancel();
  }
}

/** The part of a request that the core needs as it is. `shifts` is for requests that leave `contextShift` open. */
export function coreSettings(
  request: GenerateRequest,
  { shifts }: { shifts: boolean },
): Pick<
  CoreRequest,
  'sampling' | 'maxTokens' | 'stop' | 'logprobs' | 'promptLogprobs' | 'contextShift' | 'reusePrefix'
> {
  const { contextShift } = request;
  return {
    sampling: request.sampling ?? {},
    maxTokens: request.maxTokens,
    stop: request.stop,
    logprobs: request.logprobs,
    promptLogprobs: request.promptLogprobs,
    contextShift: (contextShift?.enabled ?? shifts) ? { keep: contextShift?.keep ?? 'prompt' } : undefined,
    reusePrefix: request.reusePrefix ?? true,
  };
}
