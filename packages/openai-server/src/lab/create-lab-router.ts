import { Router, type Request, type RequestHandler, type Response } from 'express';
import { requireScope } from '../auth/require-scope.ts';
import {
  answerChange,
  answerCreate,
  answerDelete,
  answerExport,
  answerFork,
  answerList,
  answerRead,
  answerTree,
  conversationIdOf,
  ownerOf,
  type ConversationCall,
} from '../conversations/answer-conversations.ts';
import { assignRequestId } from '../http/request-id.ts';
import { createLangGraphRoutes } from '../langgraph/create-langgraph-routes.ts';
import { handleErrors } from '../router/handle-errors.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import { answerCommand } from './answer-command.ts';
import { answerHealth, answerLabModels, answerShutdown } from './answer-lab.ts';
import { answerSwitch } from './answer-switch.ts';
import { answerTools } from './answer-tools.ts';
import { answerAddMessages } from './chat/answer-add-messages.ts';
import { answerChat } from './chat/answer-chat.ts';
import { answerCancelRun, answerRunEvents } from './chat/answer-run.ts';
import { answerResume, answerTurns } from './chat/answer-turns.ts';
import { ConversationRuns } from './chat/conversation-runs.ts';
import type { LabCall } from './chat/lab-call.ts';
import { resolveLabOptions, type LabRouterOptions, type LabSettings } from './lab-options.ts';

/** An express router, and the turns that it runs. */
export interface LabRouter {
  router: Router;
  /** The LangGraph server API over the same conversations: `/info`, `/assistants`, `/threads`, `/runs`. */
  langGraph: Router;
  /**
   * Lets the turns that run end, for `drainMs` (default 0) at most, then cancels them, and waits until what had come is
   * kept. It takes no care of new requests: whoever closes it refuses them.
   */
  close(options?: { drainMs?: number | undefined }): Promise<void>;
}

/**
 * The stateful API: `/chat` in conversations that the server keeps, `/lab/conversations`, `/models`, `/model/switch`,
 * `/command`, `/health` and `/shutdown`. Each API key has conversations of its own.
 *
 * Errors: `INVALID_REQUEST` when an option is wrong.
 */
export function createLabRouter(options: LabRouterOptions): LabRouter {
  const settings = resolveLabOptions(options);
  const { authenticate, logger } = settings;
  const runs = new ConversationRuns();
  const router = Router();
  const answer =
    (work: (call: LabCall) => Promise<void>): RequestHandler =>
    (request: Request, response: Response) =>
      work({ settings, runs, request, response });
  const mayChat = requireScope({ authenticate, scope: 'chat', logger });
  const mayGenerate = requireScope({ authenticate, scope: 'chat', limited: true, logger });
  const mayAdminister = requireScope({ authenticate, scope: 'admin', logger });

  router.use(assignRequestId());
  router.route('/health').get(answer(answerHealth)).all(methodNotAllowed('GET'));
  router.route('/models').get(mayChat, answer(answerLabModels)).all(methodNotAllowed('GET'));
  router.route('/model/switch').post(mayAdminister, answer(answerSwitch)).all(methodNotAllowed('POST'));
  router.route('/chat').post(mayGenerate, answer(answerChat)).all(methodNotAllowed('POST'));
  router.route('/command').post(mayChat, answer(answerCommand)).all(methodNotAllowed('POST'));
  router.route('/shutdown').post(mayAdminister, answer(answerShutdown)).all(methodNotAllowed('POST'));
  router.route('/lab/tools').get(mayChat, answer(answerTools)).all(methodNotAllowed('GET'));
  router.use('/lab/conversations', mayChat, createConversationRoutes(settings, runs, { answer, mayGenerate }));
  router.use(handleErrors(logger));
  return {
    router,
    langGraph: createLangGraphRoutes(settings, runs),
    close: ({ drainMs = 0 } = {}) => runs.close(drainMs),
  };
}

function createConversationRoutes(
  settings: LabSettings,
  runs: ConversationRuns,
  {
    answer,
    mayGenerate,
  }: { answer: (work: (call: LabCall) => Promise<void>) => RequestHandler; mayGenerate: RequestHandler },
): Router {
  const { conversations } = settings;
  const router = Router();
  const stored = (work: (call: ConversationCall) => Promise<void>): RequestHandler =>
    answer(({ request, response }) => work({ conversations, settings, request, response }));
  const remove = answer(async ({ request, response }) => {
    const run = runs.find({ owner: ownerOf(request), id: conversationIdOf(request) });
    run?.cancel();
    await run?.ended;
    await answerDelete({ conversations, settings, request, response });
  });

  router.route('/').get(stored(answerList)).post(stored(answerCreate)).all(methodNotAllowed('GET', 'POST'));
  router
    .route('/:id')
    .get(stored(answerRead))
    .patch(stored(answerChange))
    .delete(remove)
    .all(methodNotAllowed('GET', 'PATCH', 'DELETE'));
  router.route('/:id/fork').post(stored(answerFork)).all(methodNotAllowed('POST'));
  router.route('/:id/tree').get(stored(answerTree)).all(methodNotAllowed('GET'));
  router.route('/:id/messages').post(answer(answerAddMessages)).all(methodNotAllowed('POST'));
  router.route('/:id/export').get(stored(answerExport)).all(methodNotAllowed('GET'));
  router.route('/:id/events').get(answer(answerRunEvents)).all(methodNotAllowed('GET'));
  router.route('/:id/cancel').post(answer(answerCancelRun)).all(methodNotAllowed('POST'));
  router.route('/:id/turns').get(answer(answerTurns)).all(methodNotAllowed('GET'));
  router.route('/:id/turns/:turn').post(mayGenerate, answer(answerResume)).all(methodNotAllowed('POST'));
  return router;
}
