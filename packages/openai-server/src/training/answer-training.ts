import { TuneloopError } from '@tuneloop/protocol';
import { ownerScopeOf } from '../auth/owner-scope.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { encodeJobGraphEvent, lastGraphEvent } from '../jobs/job-wire.ts';
import { decodeIdempotencyKey } from '../jobs/request-wire.ts';
import { streamJobEvents, type SentJobEvent } from '../jobs/stream-job-events.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { TrainingCall } from './training-call.ts';
import { decodeTraining } from './decode-training.ts';
import { decodeTrainingQuery, trainingRequestSchema } from './request-wire.ts';
import type { TrainingRunInfo } from './training-control.ts';
import { encodeTrainingRun, type TrainingRunListWire } from './training-wire.ts';

/** `POST /v1/training/runs`. Errors: those of `TrainingControl.submit`. */
export async function answerSubmit(call: TrainingCall): Promise<void> {
  const { training, settings, request, response } = call;
  const wire = validateWire(trainingRequestSchema, await readJsonBody(request, settings.limits));
  const idempotencyKey = decodeIdempotencyKey(request);
  const run = await training.submit({ ...(await decodeTraining(call, wire)), idempotencyKey });
  sendJson(response, 200, encodeTrainingRun(run));
}

/** `GET /v1/training/runs`. Errors: `INVALID_REQUEST`. */
export async function answerList({ training, request, response }: TrainingCall): Promise<void> {
  const runs = await training.list({ ...decodeTrainingQuery(request), scope: ownerScopeOf(request, 'admin') });
  const body: TrainingRunListWire = { object: 'list', data: runs.map(encodeTrainingRun) };
  sendJson(response, 200, body);
}

/** `GET /v1/training/runs/{id}`. Errors: `NOT_FOUND`. */
export async function answerRun(call: TrainingCall): Promise<void> {
  sendJson(call.response, 200, encodeTrainingRun(await findRun(call)));
}

/** `POST /v1/training/runs/{id}/cancel`, `/pause`, `/resume`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerAction(call: TrainingCall, action: 'cancel' | 'pause' | 'resume'): Promise<void> {
  const { id } = await findRun(call);
  sendJson(call.response, 200, encodeTrainingRun(await call.training[action](id)));
}

/** `GET /v1/training/runs/{id}/events`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export function answerEvents(call: TrainingCall): Promise<void> {
  return streamJobEvents(call, async () => {
    const { graph } = await findRun(call);
    async function* events(options: { after?: number | undefined }): AsyncGenerator<SentJobEvent> {
      if (!graph) return;
      for await (const event of call.training.events(graph, options)) {
        yield { position: event.position, type: event.event.type, body: encodeJobGraphEvent(event) };
      }
    }
    const jobs = graph?.jobs ?? [];
    const hasEnded = jobs.every(({ endedAt }) => endedAt !== undefined);
    return { hasEnded, lastEvent: lastGraphEvent(jobs), events };
  });
}

/** A key sees its own, one with `admin` all. What is another key's is told as what is not there. */
export async function findRun({ training, request }: TrainingCall): Promise<TrainingRunInfo> {
  const id = String(request.params['id']);
  const run = await training.get(id).catch((error: unknown) => {
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  const scope = ownerScopeOf(request, 'admin');
  if (run && (scope === 'all' || scope.owner === run.owner)) return run;
  throw new TuneloopError('NOT_FOUND', `There is no training run "${id.slice(0, 100)}".`);
}
