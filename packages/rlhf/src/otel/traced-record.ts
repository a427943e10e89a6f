import type { Interaction, LogRecord } from '@tuneloop/protocol';
import type { TraceParent } from './trace-parent.ts';

/** Whose request something belongs to. */
export type TraceOrigin = Pick<Interaction, 'request' | 'conversation' | 'user' | 'tags'>;

/** A record with what only the moment of writing knows. */
export interface TracedRecord {
  record: LogRecord;
  /** When it was told of, in ms since 1970. */
  at: number;
  /** Of a tool call: the answer that asked for it, where it is known. */
  origin?: TraceOrigin | undefined;
  /** The span in which it happened; left out, it is in a trace of its request's own. */
  parent?: Pick<TraceParent, 'traceId' | 'spanId'> | undefined;
}

/** So many calls wait for their results at most. */
const mostCalls = 10_000;

/** Finds out which request a tool call belongs to: that of the answer which asked for it. */
export class RecordTracer {
  readonly #origins = new Map<string, TraceOrigin>();

  trace(record: LogRecord, at: number = Date.now()): TracedRecord {
    if (record.type === 'tool-call') {
      const { id } = record.call;
      const origin = this.#origins.get(id);
      this.#origins.delete(id);
      return { record, at, ...(origin && { origin }) };
    }
    if (record.type === 'interaction') {
      const { request, conversation, user, tags, output } = record.interaction;
      for (const { id } of output?.toolCalls ?? []) {
        this.#origins.set(id, { request, conversation, user, tags });
        if (this.#origins.size > mostCalls) this.#origins.delete(this.#origins.keys().next().value!);
      }
    }
    return { record, at };
  }
}
