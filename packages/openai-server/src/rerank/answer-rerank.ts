import type { Request, Response } from 'express';
import { clientOf } from '../auth/require-scope.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { acquireModel } from '../models/acquire-model.ts';
import { requireReranking } from '../models/require-capability.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { encodeRanking } from './encode-result.ts';
import { rerankRequestSchema } from './request-wire.ts';

/** `POST /v1/rerank` and its other names; stops when the client goes away. */
export async function answerRerank(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const signal = disconnectSignal(response);
  const wire = validateWire(rerankRequestSchema, await readJsonBody(request, settings.limits));
  const documents = wire.documents.map((document) => (typeof document === 'string' ? document : document.text));
  await using model = await acquireModel(settings.models, wire.model ?? undefined, signal);
  requireReranking(model.info);
  const result = await model.rerank({ query: wire.query, documents, owner: clientOf(request)?.id }, { signal });
  const view = {
    model: model.info.id,
    documents,
    topN: wire.top_n ?? documents.length,
    returnDocuments: wire.return_documents ?? false,
  };
  sendJson(response, 200, encodeRanking(result, view));
}
