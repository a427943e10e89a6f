import { Router, type Request, type RequestHandler, type Response } from 'express';
import { requireScope } from '../auth/require-scope.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { answerEvents, answerGraphEvents } from './answer-events.ts';
import { answerCancelGraph, answerGraph, answerResumeGraph, answerSubmitGraph } from './answer-graphs.ts';
import {
  answerCancel,
  answerJob,
  answerList,
  answerResume,
  answerRetry,
  answerSubmit,
  type JobCall,
} from './answer-jobs.ts';
import type { JobOptions } from './job-options.ts';

/** `/v1/jobs`, to be mounted there. */
export function createJobRouter(
  settings: Pick<RouterSettings, 'authenticate' | 'limits' | 'keepAliveMs' | 'logger'>,
  options: JobOptions,
): Router {
  const { authenticate, logger } = settings;
  const router = Router();
  const answer =
    (work: (call: JobCall) => Promise<void>): RequestHandler =>
    (request: Request, response: Response) =>
      work({ options, settings, request, response });

  // Which scope is needed depends on the kind of job.
  router.use(requireScope({ authenticate, scope: undefined, logger }));
  router.route('/').post(answer(answerSubmit)).get(answer(answerList)).all(methodNotAllowed('GET', 'POST'));
  router.route('/graphs').post(answer(answerSubmitGraph)).all(methodNotAllowed('POST'));
  router.route('/graphs/:id').get(answer(answerGraph)).all(methodNotAllowed('GET'));
  router.route('/graphs/:id/cancel').post(answer(answerCancelGraph)).all(methodNotAllowed('POST'));
  router.route('/graphs/:id/resume').post(answer(answerResumeGraph)).all(methodNotAllowed('POST'));
  router.route('/graphs/:id/events').get(answer(answerGraphEvents)).all(methodNotAllowed('GET'));
  router.route('/:id').get(answer(answerJob)).delete(answer(answerCancel)).all(methodNotAllowed('GET', 'DELETE'));
  router.route('/:id/resume').post(answer(answerResume)).all(methodNotAllowed('POST'));
  router.route('/:id/retry').post(answer(answerRetry)).all(methodNotAllowed('POST'));
  router.route('/:id/events').get(answer(answerEvents)).all(methodNotAllowed('GET'));
  return router;
}
