import type { Request, Response } from 'express';
import { clientOf } from '../auth/require-scope.ts';
import { encodeListPage } from '../http/list-page.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { JobAccess } from './job-access.ts';
import type { JobOptions } from './job-options.ts';
import { encodeJob } from './job-wire.ts';
import { decodeIdempotencyKey, decodeListQuery, jobRequestSchema } from './request-wire.ts';

export interface JobCall {
  options: JobOptions;
  settings: Pick<RouterSettings, 'limits' | 'keepAliveMs' | 'logger'>;
  request: Request;
  response: Response;
}

export function accessOf({ options, request }: JobCall): JobAccess {
  return new JobAccess(options, clientOf(request));
}

export function jobIdOf(request: Request): string {
  return String(request.params['id']);
}

/** `POST /v1/jobs`. Errors: `INVALID_REQUEST`, `FORBIDDEN`, `NOT_FOUND` (`after`). */
export async function answerSubmit(call: JobCall): Promise<void> {
  const { options, settings, request, response } = call;
  const { kind, input, after, priority } = validateWire(jobRequestSchema, await readJsonBody(request, settings.limits));
  const access = accessOf(call);
  access.require(kind);
  // What it comes after hands it its result: only what the client may see.
  for (const id of after ?? []) await access.get(id);
  const idempotencyKey = decodeIdempotencyKey(request);
  const owner = clientOf(request)?.id;
  const job = await options.queue.submit({ kind, input, after, priority, owner, idempotencyKey });
  sendJson(response, 200, encodeJob(job));
}

/** `GET /v1/jobs`. Errors: `INVALID_REQUEST`, `NOT_FOUND` (`after`). */
export async function answerList(call: JobCall): Promise<void> {
  const access = accessOf(call);
  const query = decodeListQuery(call.request);
  const visible = access.isAdmin
    ? query.kinds
    : (query.kinds ?? access.kinds).filter((kind) => access.kinds.includes(kind));
  const { jobs, hasMore } = await call.options.queue.list({ ...query, kinds: visible });
  sendJson(call.response, 200, encodeListPage(jobs.map(encodeJob), hasMore));
}

/** `GET /v1/jobs/{id}`. Errors: `NOT_FOUND`. */
export async function answerJob(call: JobCall): Promise<void> {
  sendJson(call.response, 200, encodeJob(await accessOf(call).get(jobIdOf(call.request))));
}

/** `DELETE /v1/jobs/{id}`: cancels. Errors: `NOT_FOUND`. */
export async function answerCancel(call: JobCall): Promise<void> {
  const { id } = await accessOf(call).get(jobIdOf(call.request));
  sendJson(call.response, 200, encodeJob(await call.options.queue.cancel(id)));
}

/** `POST /v1/jobs/{id}/resume`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerResume(call: JobCall): Promise<void> {
  const { id } = await accessOf(call).get(jobIdOf(call.request));
  sendJson(call.response, 200, encodeJob(await call.options.queue.resume(id)));
}

/** `POST /v1/jobs/{id}/retry`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerRetry(call: JobCall): Promise<void> {
  const { id } = await accessOf(call).get(jobIdOf(call.request));
  sendJson(call.response, 200, encodeJob(await call.options.queue.retry(id)));
}
