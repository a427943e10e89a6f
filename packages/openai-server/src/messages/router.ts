import { Router } from 'express';
import { requireScope } from '../auth/require-scope.ts';
import { requestProblem } from '../errors/request-problem.ts';
import { answerRequest } from '../generation/answer-request.ts';
import { requestIdOf } from '../http/request-id.ts';
import { anthropicRateHeaders } from '../rate-limits/rate-headers.ts';
import { handleErrors } from '../router/handle-errors.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { answerTokenCount } from './answer-token-count.ts';
import { messagesCodec } from './codec.ts';
import { sendMessagesError } from './wire-error.ts';

/** Anthropic's `/v1/messages` and `/v1/messages/count_tokens`, to be mounted at the former. Any `anthropic-version` will do. */
export function createMessagesRouter(settings: RouterSettings): Router {
  const { authenticate, logger } = settings;
  const guarding = { authenticate, scope: 'chat', logger, sendError: sendMessagesError } as const;
  const guard = requireScope(guarding);
  const mayGenerate = requireScope({ ...guarding, limited: true, rateHeaders: anthropicRateHeaders });
  const router = Router();

  router.use((_request, response, next) => {
    response.setHeader('request-id', requestIdOf(response));
    next();
  });
  router
    .route('/')
    .post(mayGenerate, (request, response) => answerRequest(messagesCodec, settings, request, response))
    .all(methodNotAllowed('POST'));
  router
    .route('/count_tokens')
    .post(guard, (request, response) => answerTokenCount(settings, request, response))
    .all(methodNotAllowed('POST'));
  if (!settings.fallthrough) {
    router.use((request) => {
      throw requestProblem(
        'unknown_route',
        `There is no ${request.method} ${request.baseUrl}${request.path}.`.slice(0, 300),
      );
    });
  }
  router.use(handleErrors(logger, sendMessagesError));
  return router;
}
