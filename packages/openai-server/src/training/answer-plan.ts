import { refusalOf } from '../auth/request-key.ts';
import { logServerError } from '../errors/send-error.ts';
import { encodeError } from '../errors/wire-error.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { openEventStream } from '../sse/event-stream.ts';
import type { TrainingCall } from './training-call.ts';
import { decodeTraining } from './decode-training.ts';
import { encodePlan } from './findings-wire.ts';
import { trainingPlanRequestSchema } from './request-wire.ts';
import type { TrainingRequest } from './training-control.ts';

/** `POST /v1/training/plan`. Errors: those of `TrainingControl.plan`; once streaming, as an event. */
export async function answerPlan(call: TrainingCall): Promise<void> {
  const { training, settings, request, response } = call;
  const signal = disconnectSignal(response);
  const { stream, ...wire } = validateWire(trainingPlanRequestSchema, await readJsonBody(request, settings.limits));
  const asked = { ...(await decodeTraining(call, wire)), idempotencyKey: undefined };
  if (stream) return streamPlan(call, asked, signal);
  sendJson(response, 200, encodePlan(await training.plan(asked, { signal })));
}

async function streamPlan(
  { training, settings, response }: TrainingCall,
  asked: TrainingRequest,
  signal: AbortSignal,
): Promise<void> {
  const stream = openEventStream(response, { keepAliveMs: settings.keepAliveMs, ...settings.limits });
  try {
    const plan = await training.plan(asked, {
      signal,
      // Who reads slowly misses some of it.
      onProgress: (progress) => {
        if (!response.writableNeedDrain) void stream.send({ name: 'progress', data: JSON.stringify(progress) });
      },
    });
    stream.end({ name: 'plan', data: JSON.stringify(encodePlan(plan)) });
  } catch (thrown) {
    if (response.destroyed) return;
    const error = refusalOf(response) ?? thrown;
    const { status, body } = encodeError(error);
    logServerError(response, error, status, settings.logger);
    stream.end({ name: 'error', data: JSON.stringify(body) });
  }
}
