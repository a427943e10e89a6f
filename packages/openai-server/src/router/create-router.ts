import { Router } from 'express';
import { createAdapterRouter } from '../adapters/adapter-routes.ts';
import { requireAnyScope } from '../auth/require-any-scope.ts';
import { requireScope } from '../auth/require-scope.ts';
import { answerChatCompletion } from '../chat-completions/answer-chat-completion.ts';
import { completionCodec } from '../completions/codec.ts';
import { answerEmbeddings } from '../embeddings/answer-embeddings.ts';
import { requestProblem } from '../errors/request-problem.ts';
import { createComparisonRouter } from '../comparisons/router.ts';
import { createExportRouter } from '../exports/router.ts';
import { createPushRouter } from '../pushes/router.ts';
import { createFileRouter } from '../files/router.ts';
import { createTrainingRouter } from '../training/router.ts';
import { createFineTuningRouter } from '../fine-tuning/router.ts';
import { createExtrasRouter } from '../extras/extras-routes.ts';
import { answerRequest } from '../generation/answer-request.ts';
import { assignRequestId } from '../http/request-id.ts';
import { createInteractionRouter } from '../interactions/router.ts';
import { createJobRouter } from '../jobs/router.ts';
import { createLoopRouter } from '../loop/router.ts';
import { createMessagesRouter } from '../messages/router.ts';
import { createModelsRouter } from '../models/models-routes.ts';
import { createOllamaRouter } from '../ollama/create-ollama-router.ts';
import { createDocsRouter } from '../openapi/docs-router.ts';
import { answerResponse } from '../responses/answer-response.ts';
import {
  answerInputItems,
  answerStoredResponse,
  deleteStoredResponse,
  skipOtherResponseRoutes,
} from '../responses/answer-stored-response.ts';
import { answerStatistics } from '../statistics/answer-statistics.ts';
import { handleErrors } from './handle-errors.ts';
import { methodNotAllowed } from './method-not-allowed.ts';
import { resolveRouterOptions, type OpenAIRouterOptions } from './router-options.ts';

/**
 * OpenAI's API over `options.models`, for any express 5 app and at any prefix: `/v1/chat/completions`,
 * `/v1/completions`, `/v1/embeddings`, `/v1/responses`, `/v1/models`, and `/openapi.json` with a page at `/docs`.
 *
 * Beside it stand Anthropic's `/v1/messages` and `/v1/messages/count_tokens`, llama-server's own routes (`/slots`,
 * `/tokenize`, `/infill`, `/v1/rerank`, …) and, unless `options.ollama` is `false`, Ollama's API at `/api`.
 *
 * It reads request bodies itself; a body parser in front of it works too, but then what it says about malformed and
 * too large bodies is that parser's. A client that disconnects cancels its generations.
 *
 * Errors: `INVALID_REQUEST` when an option is wrong.
 */
export function createOpenAIRouter(options: OpenAIRouterOptions): Router {
  const settings = resolveRouterOptions(options);
  const { authenticate, responseStore, logger } = settings;
  const guard = requireScope({ authenticate, scope: 'chat', logger });
  const mayGenerate = requireScope({ authenticate, scope: 'chat', limited: true, logger });
  const router = Router();

  router.use(assignRequestId());
  router
    .route('/v1/chat/completions')
    .post(mayGenerate, (request, response) => answerChatCompletion(settings, request, response))
    .all(methodNotAllowed('POST'));
  router
    .route('/v1/completions')
    .post(mayGenerate, (request, response) => answerRequest(completionCodec, settings, request, response))
    .all(methodNotAllowed('POST'));
  router
    .route('/v1/embeddings')
    .post(mayGenerate, (request, response) => answerEmbeddings(settings, request, response))
    .all(methodNotAllowed('POST'));
  router
    .route('/v1/responses')
    .post(mayGenerate, (request, response) => answerResponse(settings, request, response))
    .all(methodNotAllowed('POST'));
  router
    .route('/v1/responses/:id')
    .all(skipOtherResponseRoutes)
    .get(guard, (request, response) => answerStoredResponse(responseStore, request, response))
    .delete(guard, (request, response) => deleteStoredResponse(responseStore, request, response))
    .all(methodNotAllowed('GET', 'DELETE'));
  router
    .route('/v1/responses/:id/input_items')
    .get(guard, (request, response) => answerInputItems(responseStore, request, response))
    .all(methodNotAllowed('GET'));
  router.use('/v1/messages', createMessagesRouter(settings));
  router.use(createModelsRouter(settings));
  router.use(createExtrasRouter(settings));
  router.use(createAdapterRouter(settings));
  if (settings.jobs) router.use('/v1/jobs', createJobRouter(settings, settings.jobs));
  if (settings.interactions) {
    router.use('/v1', createInteractionRouter(settings, settings.interactions));
    router.use('/v1/comparisons', createComparisonRouter(settings, settings.interactions));
  }
  const { statistics } = settings;
  if (statistics) {
    router
      .route('/v1/statistics')
      .get(requireAnyScope({ authenticate, scopes: ['chat', 'data'], logger }), (request, response) =>
        answerStatistics(statistics, request, response),
      )
      .all(methodNotAllowed('GET'));
  }
  if (settings.exports) router.use('/v1/exports', createExportRouter(settings, settings.exports));
  if (settings.pushes) router.use('/v1/pushes', createPushRouter(settings, settings.pushes));
  if (settings.files) {
    router.use('/v1/files', createFileRouter(settings, settings.files));
    if (settings.fineTuning) {
      router.use('/v1/fine_tuning/jobs', createFineTuningRouter(settings, settings.fineTuning, settings.files));
    }
    if (settings.training) {
      router.use('/v1/training', createTrainingRouter(settings, settings.training, settings.files));
    }
  }
  if (settings.loop) router.use('/v1/loop', createLoopRouter(settings, settings.loop));
  if (settings.ollama) router.use('/api', createOllamaRouter(settings, settings.ollama));
  router.use(createDocsRouter(settings.describe));
  if (!settings.fallthrough) {
    router.use('/v1', (request) => {
      throw requestProblem(
        'unknown_route',
        `There is no ${request.method} ${request.baseUrl}${request.path}.`.slice(0, 300),
      );
    });
  }
  router.use(handleErrors(logger));
  return router;
}
