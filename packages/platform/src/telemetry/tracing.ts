import { randomBytes } from 'node:crypto';
import { TuneloopError } from '@tuneloop/protocol';
import type { OpenTelemetrySink, Sampler, SpanFields, TraceParent } from '@tuneloop/rlhf/otel';
import { traceHeaders } from './trace-parent.ts';
import { currentWork } from './work-context.ts';

/** A span that has begun. */
export interface OpenSpan extends TraceParent {
  /** The span that it lies in. */
  parentId?: string | undefined;
  /** In ms since 1970. */
  start: number;
  /** The same moment by the monotonic clock, which tells how long it took though the clock was set. */
  startMs: number;
}

/** What is known of a span at its end. */
export type SpanEnd = Pick<SpanFields, 'name' | 'kind' | 'attributes' | 'error'>;

/** The spans of this server that are no records: of requests, jobs, and steps in them. */
export interface Tracing {
  readonly sampler: Sampler;
  /** Where spans go; without it nothing is traced, and traces of others are handed on as they are. */
  connect(sink: Pick<OpenTelemetrySink, 'addSpan'>): void;
  /** `undefined` when nothing is traced. @param parent the span of whoever asks. */
  begin(parent?: TraceParent): OpenSpan | undefined;
  /** Sends a span, if it is sampled. */
  end(span: OpenSpan, end: SpanEnd): void;
  /** The span of what is being done now. */
  current(): TraceParent | undefined;
  /** What a request to another server carries. */
  headers(): Record<string, string>;
  /** Does a step of the current work in a span of its own; one that takes less than `leastMs` has none. */
  step<T>(name: string, options: StepOptions, work: () => Promise<T>): Promise<T>;
}

export interface StepOptions {
  attributes?: SpanFields['attributes'];
  /** Default 0. */
  leastMs?: number;
}

export function createTracing(sampler: Sampler): Tracing {
  let sink: Pick<OpenTelemetrySink, 'addSpan'> | undefined;
  const tracing: Tracing = {
    sampler,
    connect(to) {
      sink = to;
    },
    begin(parent) {
      if (sink === undefined) return undefined;
      const traceId = parent?.traceId ?? newId(16);
      return {
        traceId,
        spanId: newId(8),
        isSampled: sampler(traceId, parent),
        state: parent?.state,
        parentId: parent?.spanId,
        start: Date.now(),
        startMs: performance.now(),
      };
    },
    end({ traceId, spanId, parentId, start, startMs, isSampled }, fields) {
      if (!isSampled) return;
      const end = start + (performance.now() - startMs);
      sink?.addSpan({ trace: traceId, id: spanId, parent: parentId, start, end, ...fields });
    },
    current: () => currentWork()?.span,
    headers() {
      const span = tracing.current();
      return span ? traceHeaders(span) : {};
    },
    async step(name, { attributes = {}, leastMs = 0 }, work) {
      const parent = tracing.current();
      const span = parent && tracing.begin(parent);
      if (!span) return work();
      let error: SpanEnd['error'];
      try {
        return await work();
      } catch (thrown) {
        error = { type: TuneloopError.from(thrown).code };
        throw thrown;
      } finally {
        // The decision of the whole trace.
        const isKept = parent.isSampled && (error !== undefined || performance.now() - span.startMs >= leastMs);
        tracing.end({ ...span, isSampled: isKept }, { name, kind: 'internal', attributes, error });
      }
    },
  };
  return tracing;
}

function newId(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
