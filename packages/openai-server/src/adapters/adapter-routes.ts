import { Router } from 'express';
import { requireScope } from '../auth/require-scope.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { answerAdapterList, answerLoadAdapter, answerUnloadAdapter } from './answer-adapters.ts';
import { answerHistory, answerPromote, answerRemove, answerRetire, answerRollback } from './answer-registry.ts';
import { answerLoraAdapters, answerLoraScales } from './answer-lora-adapters.ts';

/** Ours at `/v1/adapters`, llama-server's `/lora-adapters`, and vLLM's `/v1/load_lora_adapter` and its opposite. */
export function createAdapterRouter(settings: RouterSettings): Router {
  const { authenticate, logger } = settings;
  const mayChat = requireScope({ authenticate, scope: 'chat', logger });
  const mayAdminister = requireScope({ authenticate, scope: 'admin', logger });
  const router = Router();
  router
    .route('/v1/adapters')
    .get(mayChat, (_request, response) => answerAdapterList(settings, response))
    .all(methodNotAllowed('GET'));
  router
    .route('/lora-adapters')
    .get(mayChat, (_request, response) => answerLoraAdapters(settings, response))
    .post(mayAdminister, (request, response) => answerLoraScales(settings, request, response))
    .all(methodNotAllowed('GET', 'POST'));
  router
    .route('/v1/load_lora_adapter')
    .post(mayAdminister, (request, response) => answerLoadAdapter(settings, request, response))
    .all(methodNotAllowed('POST'));
  router
    .route('/v1/unload_lora_adapter')
    .post(mayAdminister, (request, response) => answerUnloadAdapter(settings, request, response))
    .all(methodNotAllowed('POST'));
  const changes = { promote: answerPromote, rollback: answerRollback, retire: answerRetire };
  for (const [change, answer] of Object.entries(changes)) {
    router
      .route(`/v1/adapters/:name/${change}`)
      .post(mayAdminister, (request, response) => answer(settings, request, response))
      .all(methodNotAllowed('POST'));
  }
  router
    .route('/v1/adapters/:name/history')
    .get(mayChat, (request, response) => answerHistory(settings, request, response))
    .all(methodNotAllowed('GET'));
  router
    .route('/v1/adapters/:name/versions/:version')
    .delete(mayAdminister, (request, response) => answerRemove(settings, request, response))
    .all(methodNotAllowed('DELETE'));
  return router;
}
