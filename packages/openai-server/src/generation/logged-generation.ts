import {
  TuneloopError,
  type EventSink,
  type GenerateRequest,
  type GenerationEndEvent,
  type GenerationEvent,
  type GenerationLogEvent,
  type LoadedModel,
} from '@tuneloop/protocol';
import type { Logger } from '../http/logger.ts';

export interface GenerationLog {
  sinks: readonly EventSink[];
  logger: Logger | undefined;
  /** When the request arrived. */
  arrivedAt: Date;
}

/** The model's events for `request`; however it ends, each sink gets one event about it. */
export async function* generateLogged(
  model: LoadedModel,
  request: GenerateRequest & { id: string },
  signal: AbortSignal,
  log: GenerationLog,
): AsyncGenerator<GenerationEvent, void, undefined> {
  let end: GenerationEndEvent | undefined;
  let failure: TuneloopError | undefined;
  try {
    for await (const event of model.generate(request, { signal })) {
      if (event.type === 'generation-end') end = event;
      yield event;
    }
  } catch (error) {
    failure = TuneloopError.from(error);
    throw error;
  } finally {
    const error = failure ?? (end ? undefined : new TuneloopError('ABORTED', 'The generation was left.'));
    writeToSinks(log, {
      type: 'generation',
      id: request.id,
      time: log.arrivedAt.toISOString(),
      model: model.info.id,
      owner: request.owner,
      finishReason: end?.finishReason,
      usage: end?.usage,
      timings: end?.timings,
      error: error?.serialize(),
    });
  }
}

/** A sink must not throw; one that does still must not break the request. */
function writeToSinks({ sinks, logger }: GenerationLog, event: GenerationLogEvent): void {
  for (const sink of sinks) {
    try {
      sink.write(event);
    } catch (error) {
      logger?.warn({ err: error, id: event.id }, 'an event sink failed');
    }
  }
}
