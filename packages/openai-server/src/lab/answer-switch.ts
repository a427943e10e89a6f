import { setTimeout } from 'node:timers/promises';
import { TuneloopError, type ProgressEvent } from '@tuneloop/protocol';
import { z } from 'zod';
import { refusalOf } from '../auth/request-key.ts';
import { logServerError } from '../errors/send-error.ts';
import { encodeError } from '../errors/wire-error.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { modelNotFound } from '../models/acquire-model.ts';
import type { ModelProvider } from '../models/model-provider.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import { openEventStream, type EventStream } from '../sse/event-stream.ts';
import type { LabCall } from './chat/lab-call.ts';

/** The body of `POST /model/switch`. */
export interface SwitchWire {
  model_key: string;
  stream?: boolean | null | undefined;
}

const shape: WireShape<SwitchWire> = {
  model_key: z.string().min(1).max(1000),
  stream: optional(z.boolean(), 'Tell how far downloading and loading are, as events.'),
};

export const switchSchema: z.ZodType<SwitchWire> = z.strictObject(shape);

/** Between two looks at how far it is. */
const progressMs = 200;

/**
 * `POST /model/switch`: answers when the new model answers requests; the old one does until then, and conversations stay.
 * As a stream it tells the progress in between. A client that goes away does not stop the loading.
 *
 * Errors: `MODEL_NOT_FOUND`, at once; `UNSUPPORTED` where models do not come and go; those of loading.
 */
export async function answerSwitch(call: LabCall): Promise<void> {
  const { settings, request, response } = call;
  const signal = disconnectSignal(response);
  const { model_key: key, stream } = validateWire(switchSchema, await readJsonBody(request, settings.limits));
  const switching = switchModel(settings.models, key, signal);
  const body = { status: 'success', model_key: key, message: `${key} answers now.` };
  if (stream) {
    await streamProgress(switching, key, call, body);
    return;
  }
  await switching;
  sendJson(response, 200, body);
}

async function switchModel({ manager }: ModelProvider, key: string, signal: AbortSignal): Promise<void> {
  if (!manager) throw new TuneloopError('UNSUPPORTED', 'The models of this server do not come and go.');
  try {
    await manager.setDefault(key, { signal });
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'MODEL_NOT_FOUND') throw modelNotFound(key, error);
    throw error;
  }
}

/** What fails before there is any progress gets a status of its own. */
async function streamProgress(
  switching: Promise<void>,
  key: string,
  { settings, response }: LabCall,
  body: object,
): Promise<void> {
  let stream: EventStream | undefined;
  const open = (): EventStream =>
    (stream ??= openEventStream(response, { keepAliveMs: settings.keepAliveMs, ...settings.limits }));
  const send = async (type: string, data: object): Promise<void> => {
    await open().send({ name: type, data: JSON.stringify({ type, ...data }) });
  };
  try {
    for (let last = ''; ;) {
      const isDone = await Promise.race([switching.then(() => true), setTimeout(progressMs, false)]);
      if (isDone) break;
      const progress = await progressOf(settings.models, key);
      const text = JSON.stringify(progress);
      if (progress && text !== last) await send('progress', progress);
      last = text;
    }
    await send('done', body);
    stream?.end();
  } catch (thrown) {
    const error = refusalOf(response) ?? thrown;
    // The reader has left, and nobody else waits for how it ends.
    switching.catch(() => undefined);
    if (!stream) throw error;
    if (response.destroyed) return;
    const encoded = encodeError(error);
    logServerError(response, error, encoded.status, settings.logger);
    stream.end({ name: 'error', data: JSON.stringify({ type: 'error', ...encoded.body }) });
  }
}

async function progressOf(models: ModelProvider, key: string): Promise<ProgressEvent | undefined> {
  const listings = await models.list();
  const named = listings.find(({ id }) => id === key);
  return (named ?? listings.find(({ state }) => state === 'loading'))?.progress;
}
