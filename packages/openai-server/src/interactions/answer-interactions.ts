import type { InteractionLog } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import { encodeListPage, type ListPageWire } from '../http/list-page.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { encodeInteraction, type InteractionWire } from './interaction-wire.ts';
import { encodeRating } from './judgement-wire.ts';
import { judgeOf, logScopeOf } from './log-access.ts';
import { decodeInteractionQuery, decodeRating } from './request-wire.ts';

export interface InteractionCall {
  log: InteractionLog;
  settings: Pick<RouterSettings, 'limits'>;
  request: Request;
  response: Response;
}

export type InteractionPageWire = ListPageWire<InteractionWire>;

export interface DeletedInteractionWire {
  id: string;
  object: 'interaction.deleted';
  deleted: true;
}

/** `GET /v1/interactions`: the latest first. Errors: `INVALID_REQUEST`, `NOT_FOUND` (`after`). */
export async function answerList({ log, request, response }: InteractionCall): Promise<void> {
  const { interactions, hasMore } = await log.list(logScopeOf(request), decodeInteractionQuery(request.query));
  sendJson(response, 200, encodeListPage(interactions.map(encodeInteraction), hasMore));
}

/** `GET /v1/interactions/{id}`. Errors: `NOT_FOUND`. */
export async function answerInteraction({ log, request, response }: InteractionCall): Promise<void> {
  sendJson(response, 200, encodeInteraction(await log.get(logScopeOf(request), idOf(request))));
}

/** `DELETE /v1/interactions/{id}`: for good, with what was said of it. Errors: `NOT_FOUND`. */
export async function answerDelete({ log, request, response }: InteractionCall): Promise<void> {
  const id = idOf(request);
  await log.delete(logScopeOf(request), id);
  sendJson(response, 200, { id, object: 'interaction.deleted', deleted: true } satisfies DeletedInteractionWire);
}

/** `POST /v1/interactions/{id}/ratings`. Errors: `NOT_FOUND`, `INVALID_REQUEST`, `FORBIDDEN` (`author`). */
export async function answerRate({ log, settings, request, response }: InteractionCall): Promise<void> {
  const { value, named } = decodeRating(await readJsonBody(request, settings.limits));
  const rating = await log.rate(logScopeOf(request), idOf(request), value, judgeOf(request, named));
  sendJson(response, 200, encodeRating(rating));
}

function idOf(request: Request): string {
  return String(request.params['id']);
}
