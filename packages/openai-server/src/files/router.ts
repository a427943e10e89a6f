import { Router, type Request, type RequestHandler, type Response } from 'express';
import { requireAnyScope } from '../auth/require-any-scope.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { answerContent, answerFile, answerList, answerRemove, answerUpload, type FileCall } from './answer-files.ts';
import type { FileService } from './file-service.ts';

/** `/v1/files`, to be mounted there. */
export function createFileRouter(
  settings: Pick<RouterSettings, 'authenticate' | 'limits' | 'logger'>,
  files: FileService,
): Router {
  const { authenticate, logger } = settings;
  const router = Router();
  const answer =
    (work: (call: FileCall) => Promise<void>): RequestHandler =>
    (request: Request, response: Response) =>
      work({ files, settings, request, response });

  router.use(requireAnyScope({ authenticate, scopes: ['train', 'admin'], logger }));
  router.route('/').post(answer(answerUpload)).get(answer(answerList)).all(methodNotAllowed('GET', 'POST'));
  router.route('/:id').get(answer(answerFile)).delete(answer(answerRemove)).all(methodNotAllowed('GET', 'DELETE'));
  router.route('/:id/content').get(answer(answerContent)).all(methodNotAllowed('GET'));
  return router;
}
