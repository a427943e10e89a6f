import { TuneloopError } from '@tuneloop/protocol';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { Authenticator } from '../auth/authenticator.ts';
import { clientOf, requireScope } from '../auth/require-scope.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import type { Logger } from '../http/logger.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { assignRequestId } from '../http/request-id.ts';
import { sendJson } from '../http/send-json.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { handleErrors } from '../router/handle-errors.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { ChangingOptionsSource } from '../router/changing-options.ts';
import { resolveRouterLimits, type RouterLimits } from '../router/router-limits.ts';
import { encodeServer, encodeTested, encodeTool } from './encode.ts';
import { addServerSchema, testServerSchema, toolCallSchema, toolDecisionSchema } from './request-wire.ts';
import { requireOwnPage } from './require-own-page.ts';
import type { ToolControl } from './tool-control.ts';

export interface ToolControlRouterOptions {
  control: ToolControl;
  /** Left out: the server's own page may do everything, and nobody else. */
  authenticate?: Authenticator | undefined;
  limits?: RouterLimits | undefined;
  /** As the router's. */
  changing?: ChangingOptionsSource | undefined;
  logger?: Logger | undefined;
}

const success = { success: true };

/** `/v1/tools` and `/v1/mcp/servers`: tools with the policy, one to try, and MCP servers that come and go. Scope `admin`. */
export function createToolControlRouter(options: ToolControlRouterOptions): Router {
  const { control, authenticate, logger } = options;
  const limits = resolveRouterLimits(options.limits, options.changing);
  const router = Router();
  const answer =
    (work: (request: Request, response: Response) => Promise<unknown>): RequestHandler =>
    async (request, response) =>
      sendJson(response, 200, await work(request, response));
  const may: RequestHandler[] = [
    assignRequestId(),
    requireScope({ authenticate, scope: 'admin', logger }),
    ...(authenticate ? [] : [requireOwnPage]),
  ];
  const name = ({ params }: Request): string => String(params['name']);
  const body = (request: Request): Promise<Record<string, unknown>> => readJsonBody(request, limits);

  const listTools = answer(async () => ({ object: 'list', data: (await control.list()).map(encodeTool) }));
  const callTool = answer(async (request, response) => {
    const { arguments: args = {} } = validateWire(toolCallSchema, await body(request));
    const call = { name: name(request), arguments: args, owner: clientOf(request)?.id };
    const startedAt = performance.now();
    const result = await control.call(call, { signal: disconnectSignal(response) });
    return { object: 'tool.run', result, duration_ms: Math.round(performance.now() - startedAt) };
  });
  const decide = answer(async (request) => {
    const { decision } = validateWire(toolDecisionSchema, await body(request));
    return encodeTool(await control.decide(name(request), decision ?? undefined));
  });
  const listServers = answer(async () => ({ object: 'list', data: (await control.servers()).map(encodeServer) }));
  const testServer = answer(async (request, response) => {
    const { server } = validateWire(testServerSchema, await body(request));
    return encodeTested(await sayWhy(() => control.test(server, { signal: disconnectSignal(response) })));
  });
  const addServer = answer(async (request) => {
    const wire = validateWire(addServerSchema, await body(request));
    await control.add(wire.name, wire.server);
    return success;
  });
  const removeServer = answer(async (request) => {
    await control.remove(name(request));
    return success;
  });
  const restartServer = answer(async (request) => {
    await control.restart(name(request));
    return success;
  });

  router.route('/v1/tools').get(may, listTools).all(methodNotAllowed('GET'));
  router.route('/v1/tools/:name/call').post(may, callTool).all(methodNotAllowed('POST'));
  router.route('/v1/tools/:name/policy').put(may, decide).all(methodNotAllowed('PUT'));
  router.route('/v1/mcp/servers').get(may, listServers).post(may, addServer).all(methodNotAllowed('GET', 'POST'));
  router.route('/v1/mcp/servers/test').post(may, testServer).all(methodNotAllowed('POST'));
  router.route('/v1/mcp/servers/:name').delete(may, removeServer).all(methodNotAllowed('DELETE'));
  router.route('/v1/mcp/servers/:name/restart').post(may, restartServer).all(methodNotAllowed('POST'));
  router.use(handleErrors(logger));
  return router;
}

/** Who tries a server of their own is told what is wrong with it, which the usual answer (502) leaves to the log. */
async function sayWhy<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const failure = TuneloopError.from(error);
    if (failure.code !== 'UPSTREAM_FAILED' && failure.code !== 'UNAUTHORIZED') throw error;
    throw new TuneloopError('INVALID_REQUEST', `The server cannot be used: ${failure.message}`, { cause: error });
  }
}
