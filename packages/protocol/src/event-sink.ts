import type { LogRecord } from './log-record.ts';

/**
 * A reader of what happens: the log, a trace exporter, a metrics counter. `write` never throws and never waits for the
 * network: a sink that is slow keeps its own bounded spool.
 */
export interface EventSink {
  write(record: LogRecord): void;
}
