export {
  createOpenTelemetrySink,
  type OpenTelemetrySink,
  type OpenTelemetrySinkOptions,
} from './open-telemetry-sink.ts';
export type { OtlpReceiver } from './post-otlp.ts';
export {
  createOpenTelemetryMetrics,
  type OpenTelemetryMetrics,
  type OpenTelemetryMetricsOptions,
} from './metrics/open-telemetry-metrics.ts';
export type { EndedRequest } from './metrics/http-server-metrics.ts';
export type { PrometheusMetric } from './metrics/prometheus-producer.ts';
export type { SpanFields } from './span.ts';
export type { Sampler, TraceParent } from './trace-parent.ts';
export { requestOf, spanIdOf, traceIdOf, type SpanKey } from './trace-ids.ts';
export type { RetryOptions } from '../spool/backoff.ts';
export type { NetworkSink, NetworkSinkOptions } from '../spool/network-sink.ts';
export type { SpoolCounts } from '../spool/spool.ts';
