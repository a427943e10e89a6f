import { Router, type Request, type RequestHandler, type Response } from 'express';
import { requireAnyScope } from '../auth/require-any-scope.ts';
import type { FileService } from '../files/file-service.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import {
  answerAction,
  answerEvents,
  answerList,
  answerRun,
  answerSubmit,
  type TrainingCall,
} from './answer-training.ts';
import type { TrainingControl } from './training-control.ts';

/** `/v1/training/runs`, to be mounted there. */
export function createTrainingRouter(
  settings: Pick<RouterSettings, 'authenticate' | 'limits' | 'keepAliveMs' | 'logger'>,
  training: TrainingControl,
  files: FileService,
): Router {
  const { authenticate, logger } = settings;
  const router = Router();
  const answer =
    (work: (call: TrainingCall) => Promise<void>): RequestHandler =>
    (request: Request, response: Response) =>
      work({ training, files, settings, request, response });

  router.use(requireAnyScope({ authenticate, scopes: ['train', 'admin'], logger }));
  router.route('/').post(answer(answerSubmit)).get(answer(answerList)).all(methodNotAllowed('GET', 'POST'));
  router.route('/:id').get(answer(answerRun)).all(methodNotAllowed('GET'));
  router.route('/:id/events').get(answer(answerEvents)).all(methodNotAllowed('GET'));
  for (const action of ['cancel', 'resume'] as const) {
    router
      .route(`/:id/${action}`)
      .post(answer((call) => answerAction(call, action)))
      .all(methodNotAllowed('POST'));
  }
  return router;
}
