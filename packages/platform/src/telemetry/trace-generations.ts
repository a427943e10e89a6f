import { randomUUID } from 'node:crypto';
import { TuneloopError } from '@tuneloop/protocol';
import type { Tracing } from './tracing.ts';
import { runWork } from './work-context.ts';

/**
 * A generation over a WebSocket is a request of its own: its log lines have an id, and it is a span. (The upgrade's headers
 * belong to the connection, so that a `traceparent` there says nothing of it.)
 */
export function traceGenerations(
  tracing: Tracing,
): (generation: { owner: string | undefined }, work: () => Promise<void>) => Promise<void> {
  return ({ owner }, work) => {
    const requestId = `req_${randomUUID()}`;
    const span = tracing.begin();
    return runWork({ requestId, span }, async () => {
      let error: { type: string } | undefined;
      try {
        await work();
      } catch (thrown) {
        error = { type: TuneloopError.from(thrown).code };
        throw thrown;
      } finally {
        const attributes = { 'http.route': '/v1/ws', 'tuneloop.request.id': requestId, 'tuneloop.owner': owner };
        if (span) tracing.end(span, { name: 'generate /v1/ws', kind: 'server', attributes, error });
      }
    });
  };
}
