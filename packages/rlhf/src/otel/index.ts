export { createOpenTelemetrySink, type OpenTelemetrySinkOptions } from './open-telemetry-sink.ts';
export type { OtlpReceiver } from './send-spans.ts';
export { requestOf, spanIdOf, traceIdOf, type SpanKey } from './trace-ids.ts';
export type { RetryOptions } from '../spool/backoff.ts';
export type { NetworkSink, NetworkSinkOptions } from '../spool/network-sink.ts';
export type { SpoolCounts } from '../spool/spool.ts';
