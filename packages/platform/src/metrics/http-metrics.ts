import type { RequestHandler } from 'express';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Probes and scrapes would be most of what is counted. */
const uncounted = /^\/(?:health(?:\/|$)|metrics$|v1\/metrics$)/;

/** `/v1/models/qwen` and the pattern `/v1/models/{id}`: an id may hold anything, so that only the pattern is a label. */
function routeMatcher(paths: readonly string[]): (path: string) => string {
  const exact = new Set(paths.filter((path) => !path.includes('{')));
  const patterns = paths.flatMap((path) => {
    if (exact.has(path)) return [];
    const parts = path.split(/\{[^}]+\}/).map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`));
    return [{ path, expression: new RegExp(`^${parts.join('[^/]+')}$`) }];
  });
  return (path) => {
    if (exact.has(path)) return path;
    return patterns.find(({ expression }) => expression.test(path))?.path ?? 'other';
  };
}

/**
 * Counts requests by their route.
 *
 * @param paths of the OpenAPI document: whatever else is asked for is counted as `other`, so that no client can make labels.
 */
export function createHttpMetrics(registry: Registry, paths: () => readonly string[]): RequestHandler {
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
  const inFlight = new Gauge({
    name: 'tuneloop_http_requests_in_flight',
    help: 'Requests that are being answered.',
    registers,
  });
  let match: ((path: string) => string) | undefined;
  return ({ method, path }, response, next) => {
    if (uncounted.test(path)) {
      next();
      return;
    }
    const startedAt = performance.now();
    inFlight.inc();
    response.once('close', () => {
      inFlight.dec();
      match ??= routeMatcher(paths());
      const route = match(path);
      const status = response.writableFinished ? response.statusCode : 499;
      requests.inc({ method: knownMethods.has(method) ? method : 'other', route, status: String(status) });
      duration.observe({ route }, (performance.now() - startedAt) / 1000);
    });
    next();
  };
}

const knownMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
