import type { Request, Response } from 'express';
import { sendJson } from '../http/send-json.ts';
import { modelNotFound } from './acquire-model.ts';
import { encodeModel, encodeModelList } from './encode-model.ts';
import type { ModelProvider } from './model-provider.ts';

/** `GET /v1/models` */
export async function answerModelList(models: ModelProvider, response: Response): Promise<void> {
  sendJson(response, 200, encodeModelList(await models.list()));
}

/** The id of `/v1/models/{id}`, which may hold `/`, escaped or not. */
export function modelIdOf({ params }: Pick<Request, 'params'>): string {
  const { id: segments } = params;
  return Array.isArray(segments) ? segments.join('/') : (segments ?? '');
}

/** `GET /v1/models/{id}`. Errors: `MODEL_NOT_FOUND`. */
export async function answerModel(models: ModelProvider, id: string, response: Response): Promise<void> {
  const listings = await models.list();
  const listing = listings.find((model) => model.id === id) ?? (id === 'default' ? listings[0] : undefined);
  if (!listing) throw modelNotFound(id);
  sendJson(response, 200, encodeModel(listing));
}
