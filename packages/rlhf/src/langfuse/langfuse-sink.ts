import type { LangfuseAPIClient } from '@langfuse/core';
import { TuneloopError, type Comparison, type LogRecord } from '@tuneloop/protocol';
import { sendSpans } from '../otel/send-spans.ts';
import { endedSpan, serviceResource } from '../otel/span.ts';
import { spansOfRecord } from '../otel/spans-of-record.ts';
import { RecordTracer, type TracedRecord } from '../otel/traced-record.ts';
import type { NetworkSink, NetworkSinkOptions } from '../spool/network-sink.ts';
import { openSpool } from '../spool/open-spool.ts';
import { askLangfuse, callLangfuse } from './call-langfuse.ts';
import { checkConnection, langfuseApi, tracesReceiver, type LangfuseConnection } from './connection.ts';
import { scoresOfChoice, scoresOfRating, type ScoreChange } from './scores-of-record.ts';
import { langfuseDialect } from './span-dialect.ts';

export interface LangfuseSinkOptions extends NetworkSinkOptions {
  connection: LangfuseConnection;
  /** The comparison that a choice was made in; `undefined` where it is gone. */
  comparison: (id: string) => Promise<Comparison | undefined>;
  /** Of traces and scores: lower case letters, digits, `-` and `_`. Default: Langfuse's own. */
  environment?: string | undefined;
}

/** Records that Langfuse is told of. What came from it does not go back. */
function isTold(record: LogRecord): boolean {
  if (record.type === 'rating') return record.rating.source !== 'langfuse';
  if (record.type === 'choice') return record.choice.source !== 'langfuse';
  return record.type === 'interaction' || record.type === 'tool-call';
}

/**
 * Tells a Langfuse of requests as traces (over OTLP) and of ratings and choices as scores. Texts are sent as far as they are
 * recorded. All ids follow from the interactions' own, so that what is sent twice is there once; the legacy ingestion is not
 * used, so that servers without it take everything.
 *
 * Errors: `INVALID_REQUEST` (connection, options), `STORE_FAILED`, `RESOURCE_EXHAUSTED` (spool).
 */
export function createLangfuseSink(options: LangfuseSinkOptions): NetworkSink {
  const connection = checkConnection(options.connection);
  const { comparison, environment, onProblem, folder, maxBytes, delayMs, closeMs, retry } = options;
  const api = langfuseApi(connection);
  const resource = serviceResource('tuneloop', environment);
  const receiver = tracesReceiver(connection);
  const tracer = new RecordTracer();
  const spool = openSpool<TracedRecord>({
    folder,
    maxBytes,
    delayMs,
    closeMs,
    retry,
    onProblem,
    receiver: `Langfuse (${new URL(connection.url).host})`,
    async deliver(records, { signal }) {
      const spans = records
        .flatMap((record) => spansOfRecord(record, { content: true, dialect: langfuseDialect }))
        .map((fields) => endedSpan(fields, resource));
      if (spans.length > 0) {
        const rejected = await sendSpans(spans, receiver, signal);
        if (rejected > 0) onProblem?.(new TuneloopError('UPSTREAM_FAILED', `Langfuse left out ${rejected} spans.`));
      }
      for (const { record } of records) {
        for (const change of await changesOf(record, comparison)) await apply(api, change, environment, signal);
      }
    },
  });
  return {
    write(record) {
      if (isTold(record)) spool.add(tracer.trace(record));
    },
    drained: (wait) => spool.drained(wait),
    counts: () => spool.counts(),
    [Symbol.asyncDispose]: () => spool[Symbol.asyncDispose](),
  };
}

async function changesOf(record: LogRecord, find: LangfuseSinkOptions['comparison']): Promise<ScoreChange[]> {
  if (record.type === 'rating') return scoresOfRating(record.rating);
  if (record.type !== 'choice') return [];
  const comparison = await find(record.choice.comparison);
  return comparison ? scoresOfChoice(record.choice, comparison) : [];
}

/** The spool tries again, not the client. */
const once = { retries: 0 };

async function apply(
  api: LangfuseAPIClient,
  change: ScoreChange,
  environment: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if ('remove' in change) {
    await askLangfuse('a score', signal, (call) => api.legacy.scoreV1.delete(change.remove, call), once);
    return;
  }
  const score = { ...change.set, ...(environment !== undefined && { environment }) };
  await callLangfuse('a score', signal, (call) => api.scores.create(score, call), once);
}
