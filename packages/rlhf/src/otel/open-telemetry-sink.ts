import { TuneloopError } from '@tuneloop/protocol';
import type { NetworkSink, NetworkSinkOptions } from '../spool/network-sink.ts';
import { openSpool } from '../spool/open-spool.ts';
import type { OtlpReceiver } from './post-otlp.ts';
import { sendSpans } from './send-spans.ts';
import { endedSpan, serviceResource, type SpanFields } from './span.ts';
import { spansOfRecord } from './spans-of-record.ts';
import { traceIdOf } from './trace-ids.ts';
import type { Sampler, TraceParent } from './trace-parent.ts';
import { RecordTracer, type TracedRecord } from './traced-record.ts';

export interface OpenTelemetrySinkOptions extends NetworkSinkOptions {
  receiver: OtlpReceiver;
  /** Whether texts are sent: prompts, answers, arguments of tools, messages of errors. Default no. */
  content?: boolean | undefined;
  /** Default `tuneloop`. */
  serviceName?: string | undefined;
  /** Of the resource, beside the service's name: `deployment.environment.name`, … */
  resourceAttributes?: Readonly<Record<string, string>> | undefined;
  /**
   * The span in which a record is written, such as the HTTP request's; asked with each record. Without one, a request is a
   * trace of its own, whose id follows from the completion's.
   */
  parent?: (() => TraceParent | undefined) | undefined;
  /** For records without a parent; those with one have its decision. Default: all are sent. */
  sampler?: Sampler | undefined;
}

export interface OpenTelemetrySink extends NetworkSink {
  /** Sends a span that has ended. Never throws; whether it is sampled is the caller's to know. */
  addSpan(span: SpanFields): void;
}

type SpoolItem = TracedRecord | { span: SpanFields };

/**
 * Tells an OpenTelemetry receiver of generations and calls of tools, and of what else has spans, over OTLP/HTTP, by the
 * semantic conventions for generative AI. Ids of spans follow from the interactions' own, so that what is sent twice is one
 * span.
 *
 * Errors: `INVALID_REQUEST` (options), `STORE_FAILED`, `RESOURCE_EXHAUSTED` (spool).
 */
export function createOpenTelemetrySink(options: OpenTelemetrySinkOptions): OpenTelemetrySink {
  const { receiver, content = false, serviceName = 'tuneloop', onProblem, sampler = () => true } = options;
  if (!URL.canParse(receiver.url)) {
    throw new TuneloopError('INVALID_REQUEST', `createOpenTelemetrySink: receiver.url is no URL: ${receiver.url}`);
  }
  const resource = serviceResource(serviceName, undefined, options.resourceAttributes);
  const tracer = new RecordTracer();
  const spool = openSpool<SpoolItem>({
    folder: options.folder,
    maxBytes: options.maxBytes,
    delayMs: options.delayMs,
    closeMs: options.closeMs,
    retry: options.retry,
    receiver: `OpenTelemetry (${new URL(receiver.url).host})`,
    onProblem,
    deliver: async (items, { signal }) => {
      const spans = items.flatMap((item) =>
        'span' in item ? item.span : spansOfRecord(item, { content, phases: true }),
      );
      if (spans.length === 0) return;
      const rejected = await sendSpans(
        spans.map((fields) => endedSpan(fields, resource)),
        receiver,
        signal,
      );
      if (rejected > 0)
        onProblem?.(new TuneloopError('UPSTREAM_FAILED', `${receiver.url} left out ${rejected} spans.`));
    },
  });
  return {
    write(record) {
      if (record.type !== 'interaction' && record.type !== 'tool-call') return;
      const parent = options.parent?.();
      // Also of what is not sampled: calls of tools look for it.
      const traced = tracer.trace(record);
      if (!(parent?.isSampled ?? sampler(ownTraceOf(traced)))) return;
      spool.add({ ...traced, ...(parent && { parent: { traceId: parent.traceId, spanId: parent.spanId } }) });
    },
    addSpan(span) {
      spool.add({ span });
    },
    drained: (wait) => spool.drained(wait),
    counts: () => spool.counts(),
    [Symbol.asyncDispose]: () => spool[Symbol.asyncDispose](),
  };
}

function ownTraceOf({ record, origin }: TracedRecord): string {
  if (record.type === 'interaction') return traceIdOf(record.interaction.request);
  return traceIdOf(origin?.request ?? (record.type === 'tool-call' ? record.call.id : ''));
}
