import type { JobStep } from '@tuneloop/protocol';
import { clientOf } from '../auth/require-scope.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { accessOf, jobIdOf, type JobCall } from './answer-jobs.ts';
import { encodeJobGraph } from './job-wire.ts';
import { decodeIdempotencyKey, jobGraphRequestSchema } from './request-wire.ts';

/** `POST /v1/jobs/graphs`. Errors: `INVALID_REQUEST`, `FORBIDDEN`. */
export async function answerSubmitGraph(call: JobCall): Promise<void> {
  const { options, settings, request, response } = call;
  const body = validateWire(jobGraphRequestSchema, await readJsonBody(request, settings.limits));
  const steps = body.steps.map((step): JobStep => ({ input: undefined, ...step }));
  const access = accessOf(call);
  for (const { kind } of steps) access.require(kind);
  const idempotencyKey = decodeIdempotencyKey(request);
  const owner = clientOf(request)?.id;
  sendJson(response, 200, encodeJobGraph(await options.queue.submitGraph({ steps, owner, idempotencyKey })));
}

/** `GET /v1/jobs/graphs/{id}`. Errors: `NOT_FOUND`. */
export async function answerGraph(call: JobCall): Promise<void> {
  sendJson(call.response, 200, encodeJobGraph(await accessOf(call).getGraph(jobIdOf(call.request))));
}

/** `POST /v1/jobs/graphs/{id}/cancel`. Errors: `NOT_FOUND`. */
export async function answerCancelGraph(call: JobCall): Promise<void> {
  const { id } = await accessOf(call).getGraph(jobIdOf(call.request));
  sendJson(call.response, 200, encodeJobGraph(await call.options.queue.cancelGraph(id)));
}

/** `POST /v1/jobs/graphs/{id}/resume`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerResumeGraph(call: JobCall): Promise<void> {
  const { id } = await accessOf(call).getGraph(jobIdOf(call.request));
  sendJson(call.response, 200, encodeJobGraph(await call.options.queue.resumeGraph(id)));
}
