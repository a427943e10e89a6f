import type { Meter } from '@opentelemetry/api';

/** A request of HTTP that ended; names bounded by whoever tells. */
export interface EndedRequest {
  method: string;
  route?: string | undefined;
  status?: number | undefined;
  scheme: string;
  durationMs: number;
}

/** Buckets that the conventions for HTTP require; seconds. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

export function createHttpServerMetrics(meter: Meter): (request: EndedRequest) => void {
  const duration = meter.createHistogram('http.server.request.duration', {
    description: 'From the request to the end of its answer, streams included.',
    unit: 's',
    advice: { explicitBucketBoundaries: buckets },
  });
  return ({ method, route, status, scheme, durationMs }) => {
    duration.record(durationMs / 1000, {
      'http.request.method': method,
      'url.scheme': scheme,
      ...(route !== undefined && { 'http.route': route }),
      ...(status !== undefined && { 'http.response.status_code': status }),
      ...(status !== undefined && status >= 500 && { 'error.type': String(status) }),
    });
  };
}
