import type { ModelInfo, ModelStatus } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { sendJson } from '../http/send-json.ts';
import { acquireModel } from '../models/acquire-model.ts';
import { modelInQuery } from '../models/model-in-query.ts';
import type { RouterSettings } from '../router/router-options.ts';

export interface SlotWire {
  id: number;
  /** Tokens that one request may use. */
  n_ctx: number;
  is_processing: boolean;
}

/** Slots are alike and have no fate of their own here, so that those in use come first. */
function encodeSlots({ slots, contextSize }: ModelInfo, { activeRequests }: ModelStatus): SlotWire[] {
  return Array.from({ length: slots }, (_, id) => ({ id, n_ctx: contextSize, is_processing: id < activeRequests }));
}

/** `GET /slots`, llama-server's: of the default model, or of `?model=`. */
export async function answerSlots(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  await using model = await acquireModel(settings.models, modelInQuery(request), disconnectSignal(response));
  sendJson(response, 200, encodeSlots(model.info, await model.status()));
}
