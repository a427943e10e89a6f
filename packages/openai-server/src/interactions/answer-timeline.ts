import { disconnectSignal } from '../http/disconnect-signal.ts';
import { sendJson } from '../http/send-json.ts';
import type { InteractionCall } from './answer-interactions.ts';
import { logScopeOf } from './log-access.ts';
import { decodeFilterQuery } from './request-wire.ts';
import { secondsOf } from './seconds-of.ts';

export interface TimelineWire {
  object: 'interaction.timeline';
  total: number;
  step_seconds: number;
  buckets: { start: number; count: number; up: number; down: number; failed: number }[];
}

/** `GET /v1/interactions/timeline`: how many there were, over time. Errors: `INVALID_REQUEST`, `UNSUPPORTED`. */
export async function answerTimeline({ log, request, response }: InteractionCall): Promise<void> {
  const query = decodeFilterQuery(request.query);
  const options = { scope: logScopeOf(request), signal: disconnectSignal(response) };
  const { total, stepMs, buckets } = await log.timeline(query, options);
  const encoded = buckets.map(({ start, ...counts }) => ({ start: secondsOf(start), ...counts }));
  sendJson(response, 200, {
    object: 'interaction.timeline',
    total,
    step_seconds: stepMs / 1000,
    buckets: encoded,
  } satisfies TimelineWire);
}
