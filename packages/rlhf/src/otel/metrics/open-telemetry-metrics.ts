import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import {
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { TuneloopError, type EventSink } from '@tuneloop/protocol';
import { postOtlp, type OtlpReceiver } from '../post-otlp.ts';
import { serviceResource } from '../span.ts';
import { createGenAiMetrics } from './gen-ai-metrics.ts';
import { createHttpServerMetrics, type EndedRequest } from './http-server-metrics.ts';
import { prometheusProducer, type PrometheusMetric } from './prometheus-producer.ts';

export interface OpenTelemetryMetricsOptions {
  receiver: OtlpReceiver;
  /** Between deliveries, in ms. Default 60 s. */
  intervalMs?: number | undefined;
  /** Default `tuneloop`. */
  serviceName?: string | undefined;
  resourceAttributes?: Readonly<Record<string, string>> | undefined;
  /** Figures that are counted elsewhere, and sent as they are. */
  prometheus?: (() => Promise<readonly PrometheusMetric[]>) | undefined;
  /** Told once when deliveries begin to fail. */
  onProblem?: ((problem: TuneloopError) => void) | undefined;
}

export interface OpenTelemetryMetrics extends AsyncDisposable {
  /** Counts generations and calls of tools. */
  readonly sink: EventSink;
  addRequest(request: EndedRequest): void;
  /** Sends what there is now. Resolves also when the receiver does not take it. */
  flush(): Promise<void>;
}

type ExportResult = Parameters<Parameters<PushMetricExporter['export']>[1]>[0];

// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum is in a package of its own, which is not needed else
const success = 0 as ExportResult['code'];
const serializers = { protobuf: ProtobufMetricsSerializer, json: JsonMetricsSerializer };
const defaultIntervalMs = 60_000;
const mostTimeoutMs = 10_000;
/** How long the last delivery may take. */
const closeMs = 2000;

/**
 * Sends metrics to an OpenTelemetry receiver over OTLP/HTTP, by the semantic conventions for generative AI and HTTP. Values are
 * sums since the start, so that a delivery that fails loses nothing: the next one has them.
 *
 * Errors: `INVALID_REQUEST` (options).
 */
export function createOpenTelemetryMetrics(options: OpenTelemetryMetricsOptions): OpenTelemetryMetrics {
  const { receiver, intervalMs = defaultIntervalMs, serviceName = 'tuneloop', onProblem } = options;
  if (!URL.canParse(receiver.url)) {
    throw new TuneloopError('INVALID_REQUEST', `createOpenTelemetryMetrics: receiver.url is no URL: ${receiver.url}`);
  }
  const reader = new PeriodicExportingMetricReader({
    exporter: createExporter(receiver, onProblem),
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: Math.min(intervalMs, mostTimeoutMs),
    metricProducers: options.prometheus ? [prometheusProducer(options.prometheus)] : [],
  });
  const provider = new MeterProvider({
    resource: serviceResource(serviceName, undefined, options.resourceAttributes),
    readers: [reader],
  });
  const meter = provider.getMeter('@tuneloop/rlhf');
  return {
    sink: createGenAiMetrics(meter),
    addRequest: createHttpServerMetrics(meter),
    flush: () => provider.forceFlush(),
    [Symbol.asyncDispose]: () => provider.shutdown({ timeoutMillis: closeMs }).catch(() => undefined),
  };
}

function createExporter(
  receiver: OtlpReceiver,
  onProblem: OpenTelemetryMetricsOptions['onProblem'],
): PushMetricExporter {
  const stopping = new AbortController();
  let isTold = false;
  const send = async (metrics: ResourceMetrics): Promise<void> => {
    try {
      await postOtlp(metrics, serializers, receiver, stopping.signal);
      isTold = false;
    } catch (error) {
      if (stopping.signal.aborted) return;
      const failure = TuneloopError.from(error);
      if (!isTold) {
        const message = `OpenTelemetry (${new URL(receiver.url).host}) does not take metrics: ${failure.message} They are sent again at the next interval.`;
        onProblem?.(new TuneloopError(failure.code, message, { cause: failure }));
      }
      isTold = true;
    }
  };
  const deliver = async (...[metrics, done]: Parameters<PushMetricExporter['export']>): Promise<void> => {
    await send(metrics);
    // What failed was told of: the reader would only put it on the console.
    done({ code: success });
  };
  let sending: Promise<void> = Promise.resolve();
  return {
    export(metrics, done) {
      sending = deliver(metrics, done);
    },
    forceFlush: () => sending,
    async shutdown() {
      await sending;
      stopping.abort();
    },
  };
}
