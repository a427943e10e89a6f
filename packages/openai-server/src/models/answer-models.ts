import type { Request, Response } from 'express';
import { sendJson } from '../http/send-json.ts';
import { modelNotFound } from './acquire-model.ts';
import { encodeModel, encodeModelList } from './encode-model.ts';
import type { ModelProvider } from './model-provider.ts';

/** `GET /v1/models` */
export async function answerModelList(models: ModelProvider, response: Response): Promise<void> {
  sendJson(response, 200, encodeModelList(await models.list()));
}

/** `GET /v1/models/{id}`; the id may hold `/`, escaped or not. Errors: `MODEL_NOT_FOUND`. */
export async function answerModel(models: ModelProvider, request: Request, response: Response): Promise<void> {
  const { id: segments } = request.params;
  const id = Array.isArray(segments) ? segments.join('/') : (segments ?? '');
  const listings = await models.list();
  const listing = listings.find((model) => model.id === id) ?? (id === 'default' ? listings[0] : undefined);
  if (!listing) throw modelNotFound(id);
  sendJson(response, 200, encodeModel(listing));
}
