import type { InteractionLog } from '@tuneloop/protocol';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { requireAnyScope } from '../auth/require-any-scope.ts';
import { requireScope } from '../auth/require-scope.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { answerChoice, answerComparison } from './answer-choice.ts';
import { answerCreate, type ComparisonCall } from './answer-create.ts';

/** `/v1/comparisons`, to be mounted there. */
export function createComparisonRouter(settings: RouterSettings, log: InteractionLog): Router {
  const { authenticate, logger } = settings;
  const router = Router();
  const answer =
    (work: (call: ComparisonCall) => Promise<void>): RequestHandler =>
    (request: Request, response: Response) =>
      work({ log, settings, request, response });

  router.use(requireAnyScope({ authenticate, scopes: ['chat', 'data'], logger }));
  const mayGenerate = requireScope({ authenticate, scope: 'chat', limited: true, logger });
  router.route('/').post(mayGenerate, answer(answerCreate)).all(methodNotAllowed('POST'));
  router.route('/:id').get(answer(answerComparison)).all(methodNotAllowed('GET'));
  router.route('/:id/choice').post(answer(answerChoice)).all(methodNotAllowed('POST'));
  return router;
}
