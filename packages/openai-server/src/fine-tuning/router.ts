import { Router, type Request, type RequestHandler, type Response } from 'express';
import { requireAnyScope } from '../auth/require-any-scope.ts';
import type { FileService } from '../files/file-service.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import {
  answerAction,
  answerCheckpoints,
  answerCreate,
  answerEvents,
  answerJob,
  answerJobs,
  type FineTuningCall,
} from './answer-fine-tuning.ts';
import type { FineTuningService } from './fine-tuning-service.ts';

/** `/v1/fine_tuning/jobs`, to be mounted there. */
export function createFineTuningRouter(
  settings: Pick<RouterSettings, 'authenticate' | 'limits' | 'logger'>,
  service: FineTuningService,
  files: FileService,
): Router {
  const { authenticate, logger } = settings;
  const router = Router();
  const answer =
    (work: (call: FineTuningCall) => Promise<void>): RequestHandler =>
    (request: Request, response: Response) =>
      work({ service, files, settings, request, response });

  router.use(requireAnyScope({ authenticate, scopes: ['train', 'admin'], logger }));
  router.route('/').post(answer(answerCreate)).get(answer(answerJobs)).all(methodNotAllowed('GET', 'POST'));
  router.route('/:id').get(answer(answerJob)).all(methodNotAllowed('GET'));
  router.route('/:id/events').get(answer(answerEvents)).all(methodNotAllowed('GET'));
  router.route('/:id/checkpoints').get(answer(answerCheckpoints)).all(methodNotAllowed('GET'));
  for (const action of ['cancel', 'pause', 'resume'] as const) {
    router
      .route(`/:id/${action}`)
      .post(answer((call) => answerAction(call, action)))
      .all(methodNotAllowed('POST'));
  }
  return router;
}
