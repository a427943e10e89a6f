import { toNodeHandler, toWebRequest } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  type AuthInfo,
  type McpHttpHandler,
} from '@modelcontextprotocol/server';
import express, { Router, type Request, type Response } from 'express';
import type { ServerChange } from '../server/server-change.ts';
import { createGuard, ownerOf, watchKeyOf } from './guard.ts';
import { anonymousOwner } from './guard-options.ts';
import { rpcCodes, sendRpcError } from './json-rpc-error.ts';
import { handleRpcErrors } from './rpc-error-handler.ts';
import { resolveLimits, type McpRouterOptions } from './router-options.ts';
import { McpSession } from './session.ts';
import { SessionTable } from './session-table.ts';

/** MCP over Streamable HTTP. Disposing it ends every session and stream. */
export interface McpRouter extends AsyncDisposable {
  /** For any express 5 app, at any path: `app.use('/mcp', router)`. */
  router: Router;
  /** How many sessions are open. */
  readonly sessions: number;
  /** Lets calls that run end, then ends every session and stream. */
  drain(): Promise<void>;
}

/** What browsers may read of an answer of another origin. */
const exposedHeaders = 'mcp-session-id, mcp-protocol-version, www-authenticate';

/**
 * Serves `server` by Streamable HTTP: with sessions for protocol versions until 2025-11-25, request by request from
 * 2026-07-28 on. A session belongs to the key that opened it: to any other it does not exist (404), as when it has ended.
 *
 * Errors: `INVALID_REQUEST` when a limit is wrong.
 */
export function createMcpRouter(options: McpRouterOptions): McpRouter {
  const { server, logger } = options;
  const limits = resolveLimits(options.limits);
  const sessions = new SessionTable({ maximum: limits.sessions, idleMs: limits.sessionIdleMs });
  const modern = createMcpHandler(
    ({ authInfo }) => server.connect({ owner: authInfo?.clientId ?? anonymousOwner, announceChanges: false }),
    { legacy: 'reject', onerror: ({ message }) => logger?.debug({ reason: message }, 'MCP request refused') },
  );
  const handleModern = toNodeHandler(modern);
  const endWatch = server.watch((change) => announce(modern, change));

  const openSession = async (request: Request, response: Response): Promise<void> => {
    if (!(await sessions.makeRoom())) {
      response.setHeader('retry-after', '10');
      const message = `All ${limits.sessions} sessions of this server are in use; try again later.`;
      sendRpcError(response, { status: 503, code: rpcCodes.refused, message });
      return;
    }
    const key = watchKeyOf(request);
    const session = await McpSession.create({
      server,
      owner: ownerOf(request),
      replayBytes: limits.replayBytes,
      onOpen: (opened) => sessions.add(opened),
      onClose: (closed) => {
        sessions.remove(closed);
        key?.end();
      },
    });
    key?.signal.addEventListener('abort', () => void session.close(), { once: true });
    await session.handle(request, response);
    if (sessions.find(session.id, session.owner) === undefined) await session.close();
  };

  const handleSessions = async (request: Request, response: Response): Promise<void> => {
    const id = request.get('mcp-session-id');
    const session = id === undefined ? undefined : sessions.find(id, ownerOf(request));
    if (session) {
      await session.handle(request, response);
    } else if (id !== undefined) {
      const message = 'There is no such session, or it has ended; begin a new one with "initialize".';
      sendRpcError(response, { status: 404, code: rpcCodes.sessionNotFound, message });
    } else if (request.method === 'POST' && isInitializeRequest(request.body)) {
      await openSession(request, response);
    } else {
      const message = 'Send the Mcp-Session-Id that "initialize" was answered with, or begin with "initialize".';
      sendRpcError(response, { status: 400, code: rpcCodes.refused, message });
    }
  };

  const handle = async (request: Request, response: Response): Promise<void> => {
    response.append('access-control-expose-headers', exposedHeaders);
    if (request.method !== 'POST') return handleSessions(request, response);
    if (!request.is('application/json')) {
      const message = 'Send the message as "Content-Type: application/json".';
      return sendRpcError(response, { status: 415, code: rpcCodes.refused, message });
    }
    const body: unknown = request.body;
    if (await isLegacyRequest(await toWebRequest(request, body))) return handleSessions(request, response);
    return handleModern(Object.assign(request, { auth: authInfoOf(request) }), response, body);
  };

  /** Requests that are being answered, but for those that only wait for changes. */
  const calls = new Set<Promise<void>>();
  const handleCall = (request: Request, response: Response): Promise<void> => {
    const isWaiting = (request.body as { method?: unknown } | undefined)?.method === 'subscriptions/listen';
    if (!isWaiting) {
      const { promise, resolve } = Promise.withResolvers<void>();
      calls.add(promise);
      response.once('close', () => {
        calls.delete(promise);
        resolve();
      });
    }
    return handle(request, response);
  };

  const dispose = async (): Promise<void> => {
    endWatch();
    await Promise.all([sessions.close(), modern.close()]);
  };

  const router = Router();
  const refuse = createGuard(options, (response, { status, message }) =>
    sendRpcError(response, { status, code: rpcCodes.refused, message }),
  );
  router.use(refuse);
  router
    .route('/')
    .post(express.json({ limit: limits.bodyBytes, strict: true }), (request, response) => handleCall(request, response))
    .get((request, response) => handle(request, response))
    .delete((request, response) => handle(request, response))
    .all((_request, response) => {
      response.setHeader('allow', 'POST, GET, DELETE');
      sendRpcError(response, { status: 405, code: rpcCodes.refused, message: 'Use POST, GET or DELETE.' });
    });
  router.use(handleRpcErrors(limits.bodyBytes, logger));

  return {
    router,
    get sessions() {
      return sessions.size;
    },
    async drain() {
      while (calls.size > 0) await Promise.all(calls);
      await dispose();
    },
    [Symbol.asyncDispose]: dispose,
  };
}

/** The SDK hands on who the client is in this form; the key itself stays here. */
function authInfoOf(request: Request): AuthInfo {
  return { token: '', clientId: ownerOf(request), scopes: [] };
}

function announce({ notify }: McpHttpHandler, change: ServerChange): void {
  if (change.type === 'tools') notify.toolsChanged();
  else if (change.type === 'prompts') notify.promptsChanged();
  else if (change.type === 'resources') notify.resourcesChanged();
  else notify.resourceUpdated(change.uri);
}
