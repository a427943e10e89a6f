import { Router } from 'express';
import { requireScope } from '../auth/require-scope.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { answerDefaultModel, answerLoadModel, answerUnloadModel } from './answer-management.ts';
import { answerModel, answerModelList, modelIdOf } from './answer-models.ts';

/** OpenAI's `/v1/models`, llama-server's `/models/load` and `/models/unload`, and ours to switch the default. */
export function createModelsRouter(settings: RouterSettings): Router {
  const { authenticate, logger, models } = settings;
  const mayChat = requireScope({ authenticate, scope: 'chat', logger });
  const mayAdminister = requireScope({ authenticate, scope: 'admin', logger });
  const router = Router();
  router
    .route('/models/load')
    .post(mayAdminister, (request, response) => answerLoadModel(settings, request, response))
    .all(methodNotAllowed('POST'));
  router
    .route('/models/unload')
    .post(mayAdminister, (request, response) => answerUnloadModel(settings, request, response))
    .all(methodNotAllowed('POST'));
  // A model may be called so.
  router
    .route('/v1/models/default')
    .get(mayChat, (_request, response) => answerModel(models, 'default', response))
    .post(mayAdminister, (request, response) => answerDefaultModel(settings, request, response))
    .all(methodNotAllowed('GET', 'POST'));
  router
    .route('/v1/models')
    .get(mayChat, (_request, response) => answerModelList(models, response))
    .all(methodNotAllowed('GET'));
  router
    .route('/v1/models/*id')
    .get(mayChat, (request, response) => answerModel(models, modelIdOf(request), response))
    .all(methodNotAllowed('GET'));
  return router;
}
