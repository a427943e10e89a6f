import { sendJson } from '../http/send-json.ts';
import { findRun } from './answer-training.ts';
import type { TrainingCall } from './training-call.ts';
import { encodeEvaluation, encodeLog, encodeReport } from './findings-wire.ts';
import { decodeLogQuery } from './request-wire.ts';

/** `GET /v1/training/runs/{id}/log`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerLog(call: TrainingCall): Promise<void> {
  const query = decodeLogQuery(call.request);
  const { id } = await findRun(call);
  sendJson(call.response, 200, encodeLog(await call.training.log(id, query)));
}

/** `GET /v1/training/runs/{id}/evaluation`. Errors: `NOT_FOUND`. */
export async function answerEvaluation(call: TrainingCall): Promise<void> {
  const { id } = await findRun(call);
  sendJson(call.response, 200, encodeEvaluation(await call.training.evaluation(id)));
}

/** `GET /v1/training/runs/{id}/report`. Errors: `NOT_FOUND`. */
export async function answerReport(call: TrainingCall): Promise<void> {
  const { id } = await findRun(call);
  sendJson(call.response, 200, encodeReport(await call.training.report(id)));
}
