import { TuneloopError, type Job } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import { clientOf } from '../auth/require-scope.ts';
import { encodeListPage } from '../http/list-page.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendChunks } from '../http/send-chunks.ts';
import { sendJson } from '../http/send-json.ts';
import { logScopeOf } from '../interactions/log-access.ts';
import { encodeJob } from '../jobs/job-wire.ts';
import { decodeIdempotencyKey } from '../jobs/request-wire.ts';
import type { RouterSettings } from '../router/router-options.ts';
import type { ExportService } from './export-service.ts';
import { decodeExport, decodeExportList } from './request-wire.ts';

export interface ExportCall {
  exports: ExportService;
  settings: Pick<RouterSettings, 'limits'>;
  request: Request;
  response: Response;
}

/** `POST /v1/exports`: answers the job. Errors: `INVALID_REQUEST`. */
export async function answerSubmit({ exports, settings, request, response }: ExportCall): Promise<void> {
  const decoded = decodeExport(await readJsonBody(request, settings.limits));
  const idempotencyKey = decodeIdempotencyKey(request);
  const owner = clientOf(request)?.id;
  const job = await exports.submit({ ...decoded, scope: logScopeOf(request), owner, idempotencyKey });
  sendJson(response, 200, encodeJob(job));
}

/** `GET /v1/exports`: the latest first. Errors: `INVALID_REQUEST`, `NOT_FOUND` (`after`). */
export async function answerList({ exports, request, response }: ExportCall): Promise<void> {
  const { after, limit } = decodeExportList(request.query);
  const { jobs, hasMore } = await exports.list({ scope: logScopeOf(request), after, limit });
  sendJson(response, 200, encodeListPage(jobs.map(encodeJob), hasMore));
}

/** `GET /v1/exports/{id}`: the job. Errors: `NOT_FOUND`. */
export async function answerExport(call: ExportCall): Promise<void> {
  sendJson(call.response, 200, encodeJob(await find(call)));
}

/** `DELETE /v1/exports/{id}`: cancels it if it runs, and removes its files. Errors: `NOT_FOUND`. */
export async function answerRemove(call: ExportCall): Promise<void> {
  const job = await find(call);
  await call.exports.remove(job);
  sendJson(call.response, 200, { id: job.id, object: 'export.deleted', deleted: true });
}

/** `GET /v1/exports/{id}/file?name=`. Errors: `NOT_FOUND`, also while it is being written. */
export async function answerFile(call: ExportCall): Promise<void> {
  const { exports, request, response } = call;
  const { name } = request.query;
  const file = await exports.file(await find(call), typeof name === 'string' ? name : undefined);
  response.attachment(file.name);
  response.setHeader('content-type', file.contentType);
  response.setHeader('content-length', file.sizeBytes);
  response.setHeader('cache-control', 'no-store');
  await sendChunks(response, file.open());
}

/** A key sees its own, one with `data` or `admin` all. What is another key's is told as what is not there. */
async function find({ exports, request }: ExportCall): Promise<Job> {
  const id = String(request.params['id']);
  const job = await exports.get(id).catch((error: unknown) => {
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  const scope = logScopeOf(request);
  if (job && (scope === 'all' || scope.owner === job.owner)) return job;
  throw new TuneloopError('NOT_FOUND', `There is no export "${id.slice(0, 100)}".`);
}
