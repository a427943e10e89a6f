import { disconnectSignal } from '../http/disconnect-signal.ts';
import { sendChunks } from '../http/send-chunks.ts';
import type { InteractionCall } from './answer-interactions.ts';
import { logScopeOf } from './log-access.ts';
import { logLines } from './log-lines.ts';
import { decodeFilterQuery } from './request-wire.ts';

/** `GET /v1/interactions.jsonl`: what fits as lines of the log, as they are read. Errors: `INVALID_REQUEST`. */
export async function answerLogFile({ log, request, response }: InteractionCall): Promise<void> {
  const query = decodeFilterQuery(request.query);
  const signal = disconnectSignal(response);
  const lines = logLines(log, query, { scope: logScopeOf(request), signal });
  // Until the first line, what goes wrong is answered as ever.
  const first = await lines.next();
  response.attachment('interactions.jsonl');
  response.setHeader('content-type', 'application/x-ndjson');
  response.setHeader('cache-control', 'no-store');
  if (first.done !== true) response.write(first.value);
  await sendChunks(response, lines, signal);
}
