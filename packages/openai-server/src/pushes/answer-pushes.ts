import type { Request, Response } from 'express';
import { clientOf } from '../auth/require-scope.ts';
import { decodeExportList } from '../exports/request-wire.ts';
import { encodeListPage } from '../http/list-page.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { encodeJob } from '../jobs/job-wire.ts';
import { decodeIdempotencyKey } from '../jobs/request-wire.ts';
import type { RouterSettings } from '../router/router-options.ts';
import type { PushService } from './push-service.ts';
import { decodePush, encodeTargets } from './push-wire.ts';

export interface PushCall {
  pushes: PushService;
  settings: Pick<RouterSettings, 'limits'>;
  request: Request;
  response: Response;
}

/** `GET /v1/pushes/targets`. */
export async function answerTargets({ pushes, response }: PushCall): Promise<void> {
  sendJson(response, 200, encodeTargets(pushes.targets()));
}

/** `GET /v1/pushes`. Errors: `INVALID_REQUEST`, `NOT_FOUND` (`after`). */
export async function answerList({ pushes, request, response }: PushCall): Promise<void> {
  const { jobs, hasMore } = await pushes.list(decodeExportList(request.query));
  sendJson(response, 200, encodeListPage(jobs.map(encodeJob), hasMore));
}

/** `POST /v1/pushes`: answers the job. Errors: `INVALID_REQUEST`. */
export async function answerSubmit({ pushes, settings, request, response }: PushCall): Promise<void> {
  const wanted = decodePush(await readJsonBody(request, settings.limits));
  const options = { owner: clientOf(request)?.id, idempotencyKey: decodeIdempotencyKey(request) };
  sendJson(response, 200, encodeJob(await pushes.submit(wanted, options)));
}

/** `GET /v1/pushes/{id}`. Errors: `NOT_FOUND`. */
export async function answerPush({ pushes, request, response }: PushCall): Promise<void> {
  sendJson(response, 200, encodeJob(await pushes.get(String(request.params['id']))));
}

/** `DELETE /v1/pushes/{id}`. Errors: `NOT_FOUND`. */
export async function answerCancel({ pushes, request, response }: PushCall): Promise<void> {
  sendJson(response, 200, encodeJob(await pushes.cancel(String(request.params['id']))));
}
