import { randomUUID } from 'node:crypto';
import type { InteractionLog } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import { refusalOf } from '../auth/request-key.ts';
import { clientOf } from '../auth/require-scope.ts';
import { logServerError } from '../errors/send-error.ts';
import { encodeError } from '../errors/wire-error.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { reportIgnored } from '../http/ignored-header.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { productOf } from '../http/user-agent.ts';
import { logScopeOf } from '../interactions/log-access.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { openEventStream } from '../sse/event-stream.ts';
import { encodeComparison, type ComparisonWire } from './comparison-wire.ts';
import { decodeComparison } from './decode-comparison.ts';
import { DraftOutputs } from './draft-outputs.ts';
import { encodeDraftEvent, type ComparisonEvent } from './comparison-event.ts';
import { draftIds, generateDrafts } from './generate-drafts.ts';

export interface ComparisonCall {
  log: InteractionLog;
  settings: RouterSettings;
  request: Request;
  response: Response;
}

/**
 * `POST /v1/comparisons`: drafts of one prompt, blind and in random order, whole or as a stream. Stops generating when
 * the client goes away; drafts that fail fail the whole.
 *
 * Errors: `INVALID_REQUEST`, `MODEL_NOT_FOUND`, those of the engine.
 */
export async function answerCreate(call: ComparisonCall): Promise<void> {
  const { settings, request, response } = call;
  const signal = disconnectSignal(response);
  const decoded = decodeComparison(await readJsonBody(request, settings.limits));
  reportIgnored(response, decoded.ignored);
  const events = createComparison(call, decoded, signal);
  if (!decoded.stream) {
    for await (const event of events) if (event.type === 'comparison') sendJson(response, 200, event.comparison);
    return;
  }
  await sendEvents(call, events);
}

/** Its drafts as they come, then the whole of it, which is stored by then. */
async function* createComparison(
  { log, settings, request }: ComparisonCall,
  { drafts, origin }: ReturnType<typeof decodeComparison>,
  signal: AbortSignal,
): AsyncGenerator<ComparisonEvent, void, undefined> {
  const id = `cmp_${randomUUID().replaceAll('-', '')}`;
  const owner = clientOf(request)?.id;
  const { eventSinks: sinks, recordTokens, logger, models } = settings;
  const outputs = new DraftOutputs(drafts.length);
  const generationLog = {
    sinks,
    recordTokens,
    logger,
    arrivedAt: new Date(),
    origin: { ...origin, client: productOf(request.headers) },
  };
  for await (const event of generateDrafts({ models, drafts, id, owner, signal, log: generationLog })) {
    outputs.add(event);
    const shown = encodeDraftEvent(event);
    if (shown) yield shown;
  }
  const ids = draftIds(id, drafts.length);
  await log.compare(logScopeOf(request), { id, drafts: ids, owner });
  const stored = await log.getComparison(logScopeOf(request), id);
  const comparison: ComparisonWire = encodeComparison({
    ...stored,
    drafts: stored.drafts.map((draft, index) => ({ ...draft, ...outputs.get(index) })),
  });
  yield { type: 'comparison', comparison };
}

async function sendEvents(
  { settings, response }: ComparisonCall,
  events: AsyncGenerator<ComparisonEvent, void, undefined>,
): Promise<void> {
  // What fails before the first event gets a status of its own.
  const first = await events.next();
  const stream = openEventStream(response, { keepAliveMs: settings.keepAliveMs, ...settings.limits });
  try {
    for (let next = first; !next.done; next = await events.next()) {
      const sent = stream.send({ name: next.value.type, data: JSON.stringify(next.value) });
      if (sent) await sent;
    }
    stream.end();
  } catch (thrown) {
    await events.return();
    if (response.destroyed) return;
    const error = refusalOf(response) ?? thrown;
    const { status, body } = encodeError(error);
    logServerError(response, error, status, settings.logger);
    stream.end({ name: 'error', data: JSON.stringify(body) });
  }
}
