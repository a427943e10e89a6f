import { TuneloopError } from '@tuneloop/protocol';
import type { Request, RequestHandler, Response } from 'express';
import { clientOf } from '../auth/require-scope.ts';
import { requestProblem } from '../errors/request-problem.ts';
import { sendJson } from '../http/send-json.ts';
import { decodeItemsQuery, pageOf } from './input-items-page.ts';
import type { ResponseStore, StoredResponse } from './response-store.ts';

export interface DeletedResponse {
  id: string;
  object: 'response';
  deleted: true;
}

/** OpenAI's routes that look like the id of a response. */
const otherRoutes = new Set(['compact', 'input_tokens']);

/** Leaves them to the handlers that follow. */
export const skipOtherResponseRoutes: RequestHandler = (request, _response, next) => {
  if (otherRoutes.has(idOf(request))) next('route');
  else next();
};

/** `GET /v1/responses/{id}`. Errors: `NOT_FOUND`. */
export async function answerStoredResponse(store: ResponseStore, request: Request, response: Response): Promise<void> {
  if (request.query['stream'] === 'true') {
    const message = 'This server does not support "stream" here: a response is stored when it has ended.';
    throw requestProblem('unsupported_parameter', message, 'stream');
  }
  sendJson(response, 200, (await readEntry(store, request)).response);
}

/** `DELETE /v1/responses/{id}`; responses that continue it stay whole. Errors: `NOT_FOUND`. */
export async function deleteStoredResponse(store: ResponseStore, request: Request, response: Response): Promise<void> {
  const id = idOf(request);
  if (!(await store.delete(clientOf(request)?.id, id))) throw notFound(id);
  const body: DeletedResponse = { id, object: 'response', deleted: true };
  sendJson(response, 200, body);
}

/** `GET /v1/responses/{id}/input_items`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerInputItems(store: ResponseStore, request: Request, response: Response): Promise<void> {
  const query = decodeItemsQuery(request.query);
  const { input } = await readEntry(store, request);
  sendJson(response, 200, pageOf(input, query));
}

async function readEntry(store: ResponseStore, request: Request): Promise<StoredResponse> {
  const id = idOf(request);
  const entry = await store.get(clientOf(request)?.id, id);
  if (!entry) throw notFound(id);
  return entry;
}

function idOf(request: Request): string {
  return String(request.params['id']);
}

function notFound(id: string): TuneloopError {
  return new TuneloopError('NOT_FOUND', `Response with id '${id.slice(0, 100)}' not found.`);
}
