import { TuneloopError, type EventSink } from '@tuneloop/protocol';
import type { OpenTelemetryMetrics, PrometheusMetric } from '@tuneloop/rlhf/otel';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../logging/logger.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import { otlpMetricsReceiver, resourceAttributes } from '../recording/open-telemetry-config.ts';

export interface OtlpMetrics extends AsyncDisposable {
  readonly sink: EventSink;
}

export interface OtlpMetricsOptions {
  config: Pick<Config, 'openTelemetry'>;
  metrics: Pick<ServerMetrics, 'registry' | 'watchRequests'>;
  logger: Logger;
}

/**
 * Sends the server's figures to the receiver of OTLP that is configured, if one is; its code is loaded only then. What keeps it
 * from being made is logged.
 */
export async function createOtlpMetrics({ config, metrics, logger }: OtlpMetricsOptions): Promise<OtlpMetrics> {
  const { openTelemetry } = config;
  const receiver = openTelemetry.protocol === 'grpc' ? undefined : otlpMetricsReceiver(openTelemetry);
  if (!receiver) return silent;
  try {
    const { createOpenTelemetryMetrics } = await import('@tuneloop/rlhf/otel');
    const sent: OpenTelemetryMetrics = createOpenTelemetryMetrics({
      receiver,
      intervalMs: openTelemetry.metricsIntervalMs,
      serviceName: openTelemetry.serviceName,
      resourceAttributes: resourceAttributes(openTelemetry),
      prometheus: async () => (await metrics.registry.getMetricsAsJSON()) as unknown as PrometheusMetric[],
      onProblem: ({ code, message }) => logger.error({ code }, `metrics: ${message}`),
    });
    metrics.watchRequests(sent.addRequest);
    return sent;
  } catch (error) {
    const { code, message } = TuneloopError.from(error);
    logger.error({ code }, `metrics: ${message}`);
    return silent;
  }
}

const silent: OtlpMetrics = {
  sink: { write: () => undefined },
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
