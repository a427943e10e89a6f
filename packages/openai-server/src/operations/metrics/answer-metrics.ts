import { sendJson } from '../../http/send-json.ts';
import type { OperationsCall } from '../operations-options.ts';
import type { MetricsSource } from './metrics-source.ts';
import { encodeMetrics } from './metrics-wire.ts';

export type MetricsCall = OperationsCall<MetricsSource>;

/** `GET /v1/metrics`: the last quarter of an hour, for people. */
export async function answerMetrics({ control, response }: MetricsCall): Promise<void> {
  sendJson(response, 200, encodeMetrics(await control.overview()));
}

/** `GET /metrics`, for Prometheus. */
export async function answerMetricsText({ control, response }: MetricsCall): Promise<void> {
  const text = await control.text();
  response.setHeader('content-type', control.contentType);
  response.setHeader('cache-control', 'no-store');
  response.end(text);
}
