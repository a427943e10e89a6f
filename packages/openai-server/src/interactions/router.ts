import type { InteractionLog } from '@tuneloop/protocol';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { requireScope } from '../auth/require-scope.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import {
  answerDelete,
  answerInteraction,
  answerList,
  answerRate,
  type InteractionCall,
} from './answer-interactions.ts';

/** `/v1/interactions`, to be mounted there. */
export function createInteractionRouter(
  settings: Pick<RouterSettings, 'authenticate' | 'limits' | 'logger'>,
  log: InteractionLog,
): Router {
  const { authenticate, logger } = settings;
  const router = Router();
  const answer =
    (work: (call: InteractionCall) => Promise<void>): RequestHandler =>
    (request: Request, response: Response) =>
      work({ log, settings, request, response });

  router.use(requireScope({ authenticate, scope: 'chat', logger }));
  router.route('/').get(answer(answerList)).all(methodNotAllowed('GET'));
  router
    .route('/:id')
    .get(answer(answerInteraction))
    .delete(answer(answerDelete))
    .all(methodNotAllowed('GET', 'DELETE'));
  router.route('/:id/ratings').post(answer(answerRate)).all(methodNotAllowed('POST'));
  return router;
}
