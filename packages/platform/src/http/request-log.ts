import { clientOf } from '@tuneloop/openai-server';
import type { RequestHandler } from 'express';
import type { Logger } from '../logging/logger.ts';
import { currentWork, workDetails } from '../telemetry/work-context.ts';

/** Probes and scrapes would fill the log. */
const quietPaths = new Set(['/health', '/health/live', '/health/ready', '/metrics', '/v1/metrics']);

/**
 * One line for each request when it ended: its id, method, path, the client's address, status, time, the key's id, the trace. No
 * query, headers or body.
 */
export function requestLog(logger: Logger): RequestHandler {
  // Nothing that is logged here is to be redacted, and to look for it takes ten times as long as to write the line.
  const lines = logger.child({}, { level: 'trace', redact: [] });
  return (request, response, next) => {
    const startedAt = performance.now();
    const { method, path, ip: client } = request;
    // The response is closed by its socket, which knows of no request.
    const work = workDetails(currentWork());
    response.once('close', () => {
      const owner = clientOf(request)?.id;
      const details = {
        method,
        path,
        client,
        status: response.statusCode,
        milliseconds: Math.round(performance.now() - startedAt),
        ...(owner !== undefined && { owner }),
        ...work,
        ...(response.writableFinished ? {} : { aborted: true }),
      };
      const level = response.statusCode >= 500 ? 'warn' : quietPaths.has(path) ? 'debug' : 'info';
      if (logger.isLevelEnabled(level)) lines[level](details, 'request');
    });
    next();
  };
}
