import { TuneloopError, type EventSink } from '@tuneloop/protocol';
import { openSpool } from '../spool/open-spool.ts';
import type { SpoolCounts, SpoolOptions } from '../spool/spool.ts';
import { sendSpans, type OtlpReceiver } from './send-spans.ts';
import { endedSpan, serviceResource } from './span.ts';
import { spansOfRecord } from './spans-of-record.ts';
import { RecordTracer, type TracedRecord } from './traced-record.ts';

export interface OpenTelemetrySinkOptions extends Pick<
  SpoolOptions<TracedRecord>,
  'folder' | 'maxBytes' | 'delayMs' | 'closeMs' | 'retry'
> {
  receiver: OtlpReceiver;
  /** Whether texts are sent: prompts, answers, arguments of tools, messages of errors. Default no. */
  content?: boolean | undefined;
  /** Default `tuneloop`. */
  serviceName?: string | undefined;
  /** Told once when it begins to fail, and of what is given up. */
  onProblem?: ((problem: TuneloopError) => void) | undefined;
}

/** A sink with a spool of its own in front of a receiver in the network. */
export interface NetworkSink extends EventSink, AsyncDisposable {
  /** Resolves when all that was written by now is delivered or given up. Errors: `ABORTED`. */
  drained(options?: { signal?: AbortSignal | undefined }): Promise<void>;
  counts(): SpoolCounts;
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
