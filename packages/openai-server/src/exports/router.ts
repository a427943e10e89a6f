import { Router, type Request, type RequestHandler, type Response } from 'express';
import { requireAnyScope } from '../auth/require-any-scope.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { answerExport, answerFile, answerList, answerRemove, answerSubmit, type ExportCall } from './answer-exports.ts';
import { answerPreview } from './answer-preview.ts';
import type { ExportService } from './export-service.ts';

/** `/v1/exports`, to be mounted there. */
export function createExportRouter(
  settings: Pick<RouterSettings, 'authenticate' | 'limits' | 'logger'>,
  exports: ExportService,
): Router {
  const { authenticate, logger } = settings;
  const router = Router();
  const answer =
    (work: (call: ExportCall) => Promise<void>): RequestHandler =>
    (request: Request, response: Response) =>
      work({ exports, settings, request, response });

  router.use(requireAnyScope({ authenticate, scopes: ['chat', 'data'], logger }));
  router.route('/').get(answer(answerList)).post(answer(answerSubmit)).all(methodNotAllowed('GET', 'POST'));
  router.route('/preview').post(answer(answerPreview)).all(methodNotAllowed('POST'));
  router.route('/:id').get(answer(answerExport)).delete(answer(answerRemove)).all(methodNotAllowed('GET', 'DELETE'));
  router.route('/:id/file').get(answer(answerFile)).all(methodNotAllowed('GET'));
  return router;
}
