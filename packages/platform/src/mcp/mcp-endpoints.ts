import type { McpClient, McpRouter } from '@tuneloop/mcp-bridge';
import { keyUsesOf, type KeyUse } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import { Router, type RequestHandler } from 'express';
import type { Access } from '../access.ts';
import type { Logger } from '../logging/logger.ts';
import { createOfferedServer, type McpOffer } from './offered-server.ts';

export interface McpEndpointsOptions extends McpOffer {
  access: Pick<Access, 'authenticate'>;
  bodyBytes: number;
  logger: Logger;
}

export interface McpEndpoints extends AsyncDisposable {
  /** `/mcp`, `/tools` and `/tool_call`; passes everything else on. What they need is loaded with the first request. */
  handler: RequestHandler;
  /** Lets calls that run end. */
  drain(): Promise<void>;
}

const paths = /^\/(?:mcp|tools|tool_call)\/?$/;

/** Tools act on the machine, so they need a key of whoever runs the server, also where chatting needs none. */
export function createMcpEndpoints(options: McpEndpointsOptions): McpEndpoints {
  let loaded: Promise<{ mcp: McpRouter; router: Router }> | undefined;
  let router: Router | undefined;
  const load = async (): Promise<{ mcp: McpRouter; router: Router }> => {
    const endpoints = await loadEndpoints(options);
    router = endpoints.router;
    return endpoints;
  };
  return {
    handler(request, response, next) {
      if (!paths.test(request.path)) {
        next();
      } else if (router) {
        router(request, response, next);
      } else {
        loaded ??= load();
        loaded.then((endpoints) => endpoints.router(request, response, next), next);
      }
    },
    async drain() {
      await (await loaded?.catch(() => undefined))?.mcp.drain();
    },
    async [Symbol.asyncDispose]() {
      await (await loaded?.catch(() => undefined))?.mcp[Symbol.asyncDispose]();
    },
  };
}

async function loadEndpoints(options: McpEndpointsOptions): Promise<{ mcp: McpRouter; router: Router }> {
  const { tools, access, bodyBytes, logger } = options;
  const [{ createMcpRouter, createToolRouter }, server, executor] = await Promise.all([
    import('@tuneloop/mcp-bridge'),
    createOfferedServer(options),
    tools.executor(),
  ]);
  const authenticate = requireAdmin(access.authenticate);
  // The app's own guard has judged Host and Origin already.
  const watchKey = (token: string, { id }: McpClient): KeyUse =>
    keyUsesOf(authenticate).begin(token, { id, scopes: ['admin'] });
  const guard = { authenticate, watchKey, hosts: 'checked', logger } as const;
  const mcp = createMcpRouter({ ...guard, server, limits: { bodyBytes } });
  const router = Router();
  router.use('/mcp', mcp.router);
  router.use(createToolRouter({ ...guard, executor, bodyBytes }));
  return { mcp, router };
}

/** Keys that may only chat must not get at the machine's files. */
function requireAdmin(authenticate: Access['authenticate']): Access['authenticate'] {
  return async (token) => {
    const client = await authenticate(token);
    if (client === undefined || client.scopes.includes('admin')) return client;
    const message =
      'Tools act on the machine of the server, so that they need a key with the scope "admin": ' +
      '`tuneloop keys create NAME --scope admin` makes one.';
    throw new TuneloopError('FORBIDDEN', message);
  };
}
