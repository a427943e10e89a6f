import { Router, type RequestHandler } from 'express';
import { requireScope } from '../auth/require-scope.ts';
import { assignRequestId } from '../http/request-id.ts';
import type { ConversationRuns } from '../lab/chat/conversation-runs.ts';
import type { LabSettings } from '../lab/lab-options.ts';
import { handleErrors } from '../router/handle-errors.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { LangGraphCall } from './langgraph-call.ts';
import {
  answerAssistant,
  answerAssistants,
  answerCountAssistants,
  answerGraph,
  answerSchemas,
  answerSubgraphs,
} from './routes/assistants.ts';
import { answerInfo, answerOk } from './routes/info.ts';
import {
  answerCancelRun,
  answerCreateRun,
  answerDeleteRun,
  answerJoinRun,
  answerJoinStream,
  answerRun,
  answerRuns,
  answerStreamRun,
  answerWaitRun,
} from './routes/runs.ts';
import { answerHistory, answerState, answerUpdateState } from './routes/states.ts';
import {
  answerChangeThread,
  answerCopyThread,
  answerCountThreads,
  answerCreateThread,
  answerDeleteThread,
  answerSearchThreads,
  answerThread,
} from './routes/threads.ts';
import { ThreadRuns } from './runs/thread-runs.ts';
import { sendDetail } from './send-detail.ts';

type Answer = (call: LangGraphCall) => Promise<void>;

/** The routes by their path and method. */
export const langGraphRoutes: Readonly<Record<string, Readonly<Partial<Record<Method, Answer>>>>> = {
  '/info': { get: answerInfo },
  '/ok': { get: answerOk },
  '/assistants': { get: answerAssistants },
  '/assistants/search': { post: answerAssistants },
  '/assistants/count': { post: answerCountAssistants },
  '/assistants/:assistant': { get: answerAssistant },
  '/assistants/:assistant/graph': { get: answerGraph },
  '/assistants/:assistant/schemas': { get: answerSchemas },
  '/assistants/:assistant/subgraphs': { get: answerSubgraphs },
  '/threads': { post: answerCreateThread },
  '/threads/search': { post: answerSearchThreads },
  '/threads/count': { post: answerCountThreads },
  '/threads/:thread': { get: answerThread, patch: answerChangeThread, delete: answerDeleteThread },
  '/threads/:thread/copy': { post: answerCopyThread },
  '/threads/:thread/history': { get: answerHistory, post: answerHistory },
  '/threads/:thread/state': { get: answerState, post: answerUpdateState },
  '/threads/:thread/state/checkpoint': { post: answerState },
  '/threads/:thread/state/:checkpoint': { get: answerState },
  '/threads/:thread/runs': { get: answerRuns, post: answerCreateRun },
  '/threads/:thread/runs/stream': { post: answerStreamRun },
  '/threads/:thread/runs/wait': { post: answerWaitRun },
  '/threads/:thread/runs/:run': { get: answerRun, delete: answerDeleteRun },
  '/threads/:thread/runs/:run/join': { get: answerJoinRun },
  '/threads/:thread/runs/:run/stream': { get: answerJoinStream },
  '/threads/:thread/runs/:run/cancel': { post: answerCancelRun },
  '/runs': { post: answerCreateRun },
  '/runs/stream': { post: answerStreamRun },
  '/runs/wait': { post: answerWaitRun },
  '/runs/:run/stream': { get: answerJoinStream },
};

/** Those that make an engine work, and count for the limits of keys. */
const generating: ReadonlySet<Answer> = new Set([answerCreateRun, answerStreamRun, answerWaitRun]);

type Method = 'get' | 'post' | 'patch' | 'delete';

/**
 * The LangGraph server API over stored conversations, for LangChain's clients: Agent Chat UI, `@langchain/langgraph-sdk`,
 * `useStream`. A thread is a stored conversation, a checkpoint a place in its history, an interrupt a turn that waits for
 * a human.
 *
 * @param turns of the stateful API, so that both never answer at once in one conversation.
 */
export function createLangGraphRoutes(settings: LabSettings, turns: ConversationRuns): Router {
  const { authenticate, logger } = settings;
  const runs = new ThreadRuns();
  const router = Router();
  const guarding = { authenticate, scope: 'chat', logger, sendError: sendDetail } as const;
  const mayChat = requireScope(guarding);
  const mayGenerate = requireScope({ ...guarding, limited: true });
  const guardOf = (answer: Answer): RequestHandler => (generating.has(answer) ? mayGenerate : mayChat);
  const handle =
    (answer: Answer): RequestHandler =>
    (request, response) =>
      answer({ settings, turns, runs, request, response });
  router.use(assignRequestId());
  for (const [path, methods] of Object.entries(langGraphRoutes)) {
    const route = router.route(path);
    const entries = Object.entries(methods) as [Method, Answer][];
    for (const [method, answer] of entries) route[method](...(path === '/ok' ? [] : [guardOf(answer)]), handle(answer));
    route.all(methodNotAllowed(...entries.map(([method]) => method.toUpperCase())));
  }
  router.use(handleErrors(logger, sendDetail));
  return router;
}
