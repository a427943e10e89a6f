import type { Request, Response } from 'express';
import { sendJson } from '../http/send-json.ts';
import { modelNotFound } from './acquire-model.ts';
import { encodeModel, encodeModelList } from './encode-model.ts';
import type { ModelProvider } from './model-provider.ts';

/** `GET /v1/models` */
export function answerModelList(models: ModelProvider, response: Response): void {
  sendJson(response, 200, encodeModelList(models.list()));
}

/** `GET /v1/models/{id}`; the id may hold `/`, escaped or not. Errors: `MODEL_NOT_FOUND`. */
export function answerModel(models: ModelProvider, request: Request, response: Response): void {
  const { id: segments } = request.params;
  const id = Array.isArray(segments) ? segments.join('/') : (segments ?? '');
  const listing = models.list().find((model) => model.id === id) ?? (id === 'default' ? models.list()[0] : undefined);
  if (!listing) throw modelNotFound(id);
  sendJson(response, 200, encodeModel(listing));
}
