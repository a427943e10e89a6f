import { Router, type Request, type RequestHandler, type Response } from 'express';
import { requireAnyScope } from '../auth/require-any-scope.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { answerCancel, answerList, answerPush, answerSubmit, answerTargets, type PushCall } from './answer-pushes.ts';
import type { PushService } from './push-service.ts';

/** `/v1/pushes`, to be mounted there. It takes the scope `data` or `admin`: what everybody said goes elsewhere. */
export function createPushRouter(
  settings: Pick<RouterSettings, 'authenticate' | 'limits' | 'logger'>,
  pushes: PushService,
): Router {
  const { authenticate, logger } = settings;
  const router = Router();
  const answer =
    (work: (call: PushCall) => Promise<void>): RequestHandler =>
    (request: Request, response: Response) =>
      work({ pushes, settings, request, response });

  router.use(requireAnyScope({ authenticate, scopes: ['data', 'admin'], logger }));
  router.route('/').get(answer(answerList)).post(answer(answerSubmit)).all(methodNotAllowed('GET', 'POST'));
  router.route('/targets').get(answer(answerTargets)).all(methodNotAllowed('GET'));
  router.route('/:id').get(answer(answerPush)).delete(answer(answerCancel)).all(methodNotAllowed('GET', 'DELETE'));
  return router;
}
