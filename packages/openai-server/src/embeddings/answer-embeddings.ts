import type { Request, Response } from 'express';
import { clientOf } from '../auth/require-scope.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { reportIgnored } from '../http/ignored-header.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { acquireModel } from '../models/acquire-model.ts';
import { requireEmbedding } from '../models/require-capability.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { decodeEmbedding } from './decode-request.ts';
import { encodeEmbeddings } from './encode-result.ts';

/** `POST /v1/embeddings`; stops when the client goes away. */
export async function answerEmbeddings(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const signal = disconnectSignal(response);
  const decoded = decodeEmbedding(await readJsonBody(request, settings.limits));
  reportIgnored(response, decoded.ignored);
  await using model = await acquireModel(settings.models, decoded.model, signal);
  requireEmbedding(model.info);
  const result = await model.embed({ ...decoded.request, owner: clientOf(request)?.id }, { signal });
  sendJson(response, 200, encodeEmbeddings(result, model.info.id, decoded));
}
