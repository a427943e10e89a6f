import { TuneloopError } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { modelNotFound } from './acquire-model.ts';
import { defaultModelSchema, manageModelSchema } from './manage-wire.ts';
import type { ModelManager } from './model-manager.ts';

const success = { success: true };

/** `POST /models/load`; answers when it is loaded. A client that goes away does not stop the loading. */
export async function answerLoadModel(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const signal = disconnectSignal(response);
  const { model } = validateWire(manageModelSchema, await readJsonBody(request, settings.limits));
  await named(model, () => requireManager(settings).load(model, { signal }));
  sendJson(response, 200, success);
}

/** `POST /models/unload`; answers when its memory is free, which is after the last request that it is answering. */
export async function answerUnloadModel(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const { model } = validateWire(manageModelSchema, await readJsonBody(request, settings.limits));
  await named(model, () => requireManager(settings).unload(model));
  sendJson(response, 200, success);
}

/** `POST /v1/models/default`; answers when the new one is the default. */
export async function answerDefaultModel(
  settings: RouterSettings,
  request: Request,
  response: Response,
): Promise<void> {
  const signal = disconnectSignal(response);
  const wire = validateWire(defaultModelSchema, await readJsonBody(request, settings.limits));
  const drainFirst = wire.drain_first ?? false;
  await named(wire.model, () => requireManager(settings).setDefault(wire.model, { signal, drainFirst }));
  sendJson(response, 200, success);
}

function requireManager({ models }: RouterSettings): ModelManager {
  if (models.manager) return models.manager;
  throw new TuneloopError('UNSUPPORTED', 'The models of this server do not come and go.');
}

async function named(name: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'MODEL_NOT_FOUND') throw modelNotFound(name, error);
    throw error;
  }
}
