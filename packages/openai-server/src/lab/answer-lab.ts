import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { modelNotFound } from '../models/acquire-model.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { LabCall } from './chat/lab-call.ts';

/** `GET /health`; answered to everybody. */
export async function answerHealth({ settings, response }: LabCall): Promise<void> {
  sendJson(response, 200, await settings.control.health());
}

/** `GET /models` */
export async function answerLabModels({ settings, response }: LabCall): Promise<void> {
  sendJson(response, 200, { models: await settings.control.models() });
}

const switchSchema: z.ZodType<{ model_key: string }> = z.strictObject({ model_key: z.string().min(1).max(1000) });

/**
 * `POST /model/switch`: answers when the new model answers requests; the old one does until then, and conversations stay.
 *
 * Errors: `MODEL_NOT_FOUND`, at once; `UNSUPPORTED` where models do not come and go; those of loading.
 */
export async function answerSwitch({ settings, request, response }: LabCall): Promise<void> {
  const signal = disconnectSignal(response);
  const { model_key: key } = validateWire(switchSchema, await readJsonBody(request, settings.limits));
  const { manager } = settings.models;
  if (!manager) throw new TuneloopError('UNSUPPORTED', 'The models of this server do not come and go.');
  try {
    await manager.setDefault(key, { signal });
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'MODEL_NOT_FOUND') throw modelNotFound(key, error);
    throw error;
  }
  sendJson(response, 200, { status: 'success', model_key: key, message: `${key} answers now.` });
}

/** `POST /shutdown`: what runs may end, then the server stops. */
export async function answerShutdown({ settings, response }: LabCall): Promise<void> {
  sendJson(response, 200, { status: 'success', message: 'The server drains and stops.' });
  await settings.control.shutdown();
}
