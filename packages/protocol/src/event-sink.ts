import type { SerializedError } from './errors.ts';
import type { FinishReason, Timings, Usage } from './generation-event.ts';

/** One generation ended, well or not. */
export interface GenerationLogEvent {
  type: 'generation';
  id: string;
  /** ISO 8601, UTC, of the request's arrival. */
  time: string;
  model: string;
  owner?: string | undefined;
  finishReason?: FinishReason | undefined;
  usage?: Usage | undefined;
  timings?: Timings | undefined;
  error?: SerializedError | undefined;
}

export type LogEvent = GenerationLogEvent;

/** A reader of what happens. `write` never throws and never waits: a sink that is slow keeps its own bounded buffer. */
export interface EventSink {
  write(event: LogEvent): void;
}
