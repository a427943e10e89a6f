import { Router, type Request, type RequestHandler, type Response } from 'express';
import { requireAnyScope } from '../auth/require-any-scope.ts';
import type { FileService } from '../files/file-service.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { answerEvaluation, answerLog, answerReport } from './answer-findings.ts';
import { answerPlan } from './answer-plan.ts';
import { answerAction, answerEvents, answerList, answerRun, answerSubmit } from './answer-training.ts';
import type { TrainingCall } from './training-call.ts';
import type { TrainingControl } from './training-control.ts';

/** `/v1/training`, to be mounted there. */
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
  router.route('/plan').post(answer(answerPlan)).all(methodNotAllowed('POST'));
  router.route('/runs').post(answer(answerSubmit)).get(answer(answerList)).all(methodNotAllowed('GET', 'POST'));
  router.route('/runs/:id').get(answer(answerRun)).all(methodNotAllowed('GET'));
  router.route('/runs/:id/events').get(answer(answerEvents)).all(methodNotAllowed('GET'));
  const findings = { log: answerLog, evaluation: answerEvaluation, report: answerReport };
  for (const [name, work] of Object.entries(findings)) {
    router.route(`/runs/:id/${name}`).get(answer(work)).all(methodNotAllowed('GET'));
  }
  for (const action of ['cancel', 'pause', 'resume'] as const) {
    router
      .route(`/runs/:id/${action}`)
      .post(answer((call) => answerAction(call, action)))
      .all(methodNotAllowed('POST'));
  }
  return router;
}
