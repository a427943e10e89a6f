import type { RequestHandler } from 'express';
import type { Logger } from '../logging/logger.ts';

/** Probes and scrapes would fill the log. */
const quietPaths = new Set(['/health', '/health/live', '/health/ready', '/metrics', '/v1/metrics']);

/** One line for each request when it ended: method, path, status, time. No query, headers or body. */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    const { method, path } = request;
    response.once('close', () => {
      const requestId = response.getHeader('x-request-id');
      const details = {
        method,
        path,
        status: response.statusCode,
        milliseconds: Math.round(performance.now() - startedAt),
        ...(requestId === undefined ? {} : { requestId }),
        ...(response.writableFinished ? {} : { aborted: true }),
      };
      const level = response.statusCode >= 500 ? 'warn' : quietPaths.has(path) ? 'debug' : 'info';
      logger[level](details, 'request');
    });
    next();
  };
}
