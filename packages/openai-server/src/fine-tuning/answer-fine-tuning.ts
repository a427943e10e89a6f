import { TuneloopError } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import { ownerScopeOf } from '../auth/owner-scope.ts';
import { clientOf } from '../auth/require-scope.ts';
import { requestProblem } from '../errors/request-problem.ts';
import { findFile } from '../files/answer-files.ts';
import type { FileService, StoredFile } from '../files/file-service.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { decodeIdempotencyKey } from '../jobs/request-wire.ts';
import type { RouterSettings } from '../router/router-options.ts';
import type { FineTuningJob, FineTuningService } from './fine-tuning-service.ts';
import { encodeCheckpoint, encodeFineTuningEvent, encodeFineTuningJob, encodePage } from './fine-tuning-wire.ts';
import { decodeFineTuning, decodeJobQuery, decodePageQuery } from './request-wire.ts';

export interface FineTuningCall {
  service: FineTuningService;
  files: FileService;
  settings: Pick<RouterSettings, 'limits'>;
  request: Request;
  response: Response;
}

/** `POST /v1/fine_tuning/jobs`. Errors: `INVALID_REQUEST` naming the parameter, `MODEL_NOT_FOUND`, `UNSUPPORTED`. */
export async function answerCreate(call: FineTuningCall): Promise<void> {
  const { service, settings, request, response } = call;
  const { trainingFile, validationFile, ...decoded } = decodeFineTuning(await readJsonBody(request, settings.limits));
  const job = await service.create({
    ...decoded,
    trainingFile: await findRows(call, trainingFile, 'training_file'),
    ...(validationFile !== undefined && { validationFile: await findRows(call, validationFile, 'validation_file') }),
    owner: clientOf(request)?.id,
    idempotencyKey: decodeIdempotencyKey(request),
  });
  sendJson(response, 200, encodeFineTuningJob(job));
}

/** `GET /v1/fine_tuning/jobs`. Errors: `INVALID_REQUEST`, `NOT_FOUND` (`after`). */
export async function answerJobs({ service, request, response }: FineTuningCall): Promise<void> {
  const page = await service.list({ ...decodeJobQuery(request), scope: ownerScopeOf(request, 'admin') });
  sendJson(response, 200, encodePage(page, encodeFineTuningJob));
}

/** `GET /v1/fine_tuning/jobs/{id}`. Errors: `NOT_FOUND`. */
export async function answerJob(call: FineTuningCall): Promise<void> {
  sendJson(call.response, 200, encodeFineTuningJob(await findJob(call)));
}

/** `GET /v1/fine_tuning/jobs/{id}/events`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerEvents(call: FineTuningCall): Promise<void> {
  const query = decodePageQuery(call.request, 20);
  const page = await call.service.events(await findJob(call), query);
  sendJson(call.response, 200, encodePage(page, encodeFineTuningEvent));
}

/** `GET /v1/fine_tuning/jobs/{id}/checkpoints`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerCheckpoints(call: FineTuningCall): Promise<void> {
  const query = decodePageQuery(call.request, 10);
  const job = await findJob(call);
  const page = await call.service.checkpoints(job, query);
  sendJson(
    call.response,
    200,
    encodePage(page, (checkpoint) => encodeCheckpoint(job.id, checkpoint)),
  );
}

/** `POST /v1/fine_tuning/jobs/{id}/cancel`, `/pause`, `/resume`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerAction(call: FineTuningCall, action: 'cancel' | 'pause' | 'resume'): Promise<void> {
  sendJson(call.response, 200, encodeFineTuningJob(await call.service[action](await findJob(call))));
}

/** A key sees its own, one with `admin` all. */
async function findJob({ service, request }: FineTuningCall): Promise<FineTuningJob> {
  const id = String(request.params['id']);
  const job = await service.get(id);
  const scope = ownerScopeOf(request, 'admin');
  if (scope === 'all' || scope.owner === job.owner) return job;
  throw new TuneloopError('NOT_FOUND', `There is no fine-tuning job "${id.slice(0, 100)}".`);
}

async function findRows({ files, request }: FineTuningCall, id: string, param: string): Promise<StoredFile> {
  const file = await findFile(files, request, id).catch((error: unknown) => {
    if (!TuneloopError.isInstance(error) || error.code !== 'NOT_FOUND') throw error;
    throw requestProblem('invalid_value', `${param}: there is no file "${id.slice(0, 100)}".`, param);
  });
  if (file.purpose !== 'fine-tune') {
    const message = `${param}: ${file.id} was uploaded for "${file.purpose}". Upload it with the purpose "fine-tune".`;
    throw requestProblem('invalid_value', message, param);
  }
  if (file.problem === undefined) return file;
  const message = `${param}: ${file.filename} has mistakes. ${file.problem} Correct them, and upload it again.`;
  throw requestProblem('invalid_value', message, param);
}
