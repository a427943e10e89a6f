import { errorCodeOf } from '@tuneloop/openai-server';
import type { EndedRequest } from '@tuneloop/rlhf/otel';
import type { RequestHandler } from 'express';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Probes and scrapes would be most of what is counted. */
const uncounted = /^\/(?:health(?:\/|$)|metrics$|v1\/metrics$)/;

/**
 * Counts requests by their route.
 *
 * @param routeOf the path's pattern in the OpenAPI document: whatever else is asked for is counted as `other`, so that no
 *   client can make labels.
 */
export function createHttpMetrics(
  registry: Registry,
  routeOf: (path: string) => string | undefined,
  onEnd: (request: EndedRequest) => void = () => undefined,
): RequestHandler {
  const registers = [registry];
  const requests = new Counter({
    name: 'tuneloop_http_requests_total',
    help: 'Requests that ended, by route and status; 499 where the client left.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'tuneloop_http_request_duration_seconds',
    help: 'From the request to the end of its answer, streams included.',
    labelNames: ['route'],
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300],
    registers,
  });
  const errors = new Counter({
    name: 'tuneloop_http_errors_total',
    help: 'Requests that were refused or failed, by the code of the error.',
    labelNames: ['code'],
    registers,
  });
  const inFlight = new Gauge({
    name: 'tuneloop_http_requests_in_flight',
    help: 'Requests that are being answered.',
    registers,
  });
  return ({ method, path, protocol }, response, next) => {
    if (uncounted.test(path)) {
      next();
      return;
    }
    const startedAt = performance.now();
    inFlight.inc();
    response.once('close', () => {
      inFlight.dec();
      const known = routeOf(path);
      const route = known ?? 'other';
      const status = response.writableFinished ? response.statusCode : 499;
      const durationMs = performance.now() - startedAt;
      const isKnown = knownMethods.has(method);
      requests.inc({ method: isKnown ? method : 'other', route, status: String(status) });
      duration.observe({ route }, durationMs / 1000);
      const code = errorCodeOf(response);
      if (code !== undefined) errors.inc({ code: code.toLowerCase() });
      onEnd({
        method: isKnown ? method : '_OTHER',
        route: known,
        status: response.headersSent ? response.statusCode : undefined,
        scheme: protocol,
        durationMs,
      });
    });
    next();
  };
}

const knownMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
