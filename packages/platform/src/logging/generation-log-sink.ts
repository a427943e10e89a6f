import type { EventSink } from '@tuneloop/protocol';
import type { Logger } from './logger.ts';

/** Logs one line for each generation: tokens and times, never text. */
export function createGenerationLogSink(logger: Logger): EventSink {
  return {
    write(record) {
      if (record.type !== 'interaction') return;
      const { id, model, owner, finishReason, usage, timings, error } = record.interaction;
      const details = { id, model, owner, finishReason, ...usage, ...timings, error: error?.code };
      if (error === undefined) logger.info(details, 'generation');
      else logger.warn(details, 'generation failed');
    },
  };
}
