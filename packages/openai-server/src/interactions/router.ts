import type { InteractionLog } from '@tuneloop/protocol';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { requireAnyScope } from '../auth/require-any-scope.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import {
  answerDelete,
  answerInteraction,
  answerList,
  answerRate,
  type InteractionCall,
} from './answer-interactions.ts';
import { answerLogFile } from './answer-log-file.ts';
import { answerTimeline } from './answer-timeline.ts';

/** `/v1/interactions` and `/v1/interactions.jsonl`, to be mounted at `/v1`. */
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

  router.use(
    ['/interactions', '/interactions.jsonl'],
    requireAnyScope({ authenticate, scopes: ['chat', 'data'], logger }),
  );
  router.route('/interactions.jsonl').get(answer(answerLogFile)).all(methodNotAllowed('GET'));
  router.route('/interactions/timeline').get(answer(answerTimeline)).all(methodNotAllowed('GET'));
  router.route('/interactions').get(answer(answerList)).all(methodNotAllowed('GET'));
  router
    .route('/interactions/:id')
    .get(answer(answerInteraction))
    .delete(answer(answerDelete))
    .all(methodNotAllowed('GET', 'DELETE'));
  router.route('/interactions/:id/ratings').post(answer(answerRate)).all(methodNotAllowed('POST'));
  return router;
}
