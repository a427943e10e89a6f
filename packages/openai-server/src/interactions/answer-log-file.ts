import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { InteractionCall } from './answer-interactions.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { logScopeOf } from './log-access.ts';
import { logLines } from './log-lines.ts';
import { decodeFilterQuery } from './request-wire.ts';

/** `GET /v1/interactions.jsonl`: what fits as lines of the log, as they are read. Errors: `INVALID_REQUEST`. */
export async function answerLogFile({ log, request, response }: InteractionCall): Promise<void> {
  const query = decodeFilterQuery(request.query);
  const lines = logLines(log, query, { scope: logScopeOf(request), signal: disconnectSignal(response) });
  // Until the first line, what goes wrong is answered as ever.
  const first = await lines.next();
  response.attachment('interactions.jsonl');
  response.setHeader('content-type', 'application/x-ndjson');
  response.setHeader('cache-control', 'no-store');
  if (first.done === true) {
    response.end();
    return;
  }
  try {
    response.write(first.value);
    await pipeline(Readable.from(lines), response);
  } catch {
    // A client that went away, or a log that cannot be read further: an answer that is cut off says so.
    response.destroy();
  }
}
