import { TuneloopError } from '@tuneloop/protocol';
import type { NetworkSink, NetworkSinkOptions } from '../spool/network-sink.ts';
import { openSpool } from '../spool/open-spool.ts';
import { sendSpans, type OtlpReceiver } from './send-spans.ts';
import { endedSpan, serviceResource } from './span.ts';
import { spansOfRecord } from './spans-of-record.ts';
import { RecordTracer, type TracedRecord } from './traced-record.ts';

export interface OpenTelemetrySinkOptions extends NetworkSinkOptions {
  receiver: OtlpReceiver;
  /** Whether texts are sent: prompts, answers, arguments of tools, messages of errors. Default no. */
  content?: boolean | undefined;
  /** Default `tuneloop`. */
  serviceName?: string | undefined;
}

/**
 * Tells an OpenTelemetry receiver of generations and calls of tools: a trace for each request, over OTLP/HTTP, by the semantic
 * conventions for generative AI. Ids follow from the interactions' own, so that what is sent twice is one span.
 *
 * Errors: `INVALID_REQUEST` (options), `STORE_FAILED`, `RESOURCE_EXHAUSTED` (spool).
 */
export function createOpenTelemetrySink(options: OpenTelemetrySinkOptions): NetworkSink {
  const { receiver, content = false, serviceName = 'tuneloop', onProblem } = options;
  if (!URL.canParse(receiver.url)) {
    throw new TuneloopError('INVALID_REQUEST', `createOpenTelemetrySink: receiver.url is no URL: ${receiver.url}`);
  }
  const resource = serviceResource(serviceName);
  const tracer = new RecordTracer();
  const spool = openSpool<TracedRecord>({
    folder: options.folder,
    maxBytes: options.maxBytes,
    delayMs: options.delayMs,
    closeMs: options.closeMs,
    retry: options.retry,
    receiver: `OpenTelemetry (${new URL(receiver.url).host})`,
    onProblem,
    deliver: async (records, { signal }) => {
      const spans = records.flatMap((record) => spansOfRecord(record, { content }));
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
      if (record.type === 'interaction' || record.type === 'tool-call') spool.add(tracer.trace(record));
    },
    drained: (wait) => spool.drained(wait),
    counts: () => spool.counts(),
    [Symbol.asyncDispose]: () => spool[Symbol.asyncDispose](),
  };
}
