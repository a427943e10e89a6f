import { randomUUID } from 'node:crypto';
import { TuneloopError, type ToolExecutor, type ToolResult } from '@tuneloop/protocol';
import express, { Router, type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import type { GuardOptions } from '../http/guard-options.ts';
import { createGuard, keySignalOf, ownerOf } from '../http/guard.ts';
import type { Logger } from '../logger.ts';

export interface ToolRouterOptions extends GuardOptions {
  executor: ToolExecutor;
  /** Of one call's JSON, in bytes. Default 4 MiB. */
  bodyBytes?: number | undefined;
  logger?: Logger | undefined;
}

const callSchema = z.strictObject({
  name: z.string('must be the name of a tool'),
  arguments: z.record(z.string(), z.unknown()).default({}),
});

/**
 * Tools over plain HTTP: `GET /tools` lists them, `POST /tool_call` with `{"name", "arguments"}` runs one. Every answer
 * has `status`; a tool that failed or was refused is an answer with `"status": "error"` (200), as the model would see it.
 * A client that goes away cancels its call. Nobody can agree to a call here, so one that the policy asks for is refused.
 */
export function createToolRouter(options: ToolRouterOptions): Router {
  const { executor, bodyBytes = 4 * 1024 * 1024, logger } = options;
  const router = Router();
  const guard = createGuard(options, (response, { status, message }) => fail(response, status, message));

  router
    .route('/tools')
    .get(guard, (_request, response) => {
      const tools = executor.list().map(({ name, description, parameters, effects }) => ({
        name,
        description,
        parameters,
        effects,
      }));
      response.json({ status: 'success', tools });
    })
    .all(methodNotAllowed('GET', 'HEAD'));
  router
    .route('/tool_call')
    .post(guard, express.json({ limit: bodyBytes }), (request, response) => answerCall(executor, request, response))
    .all(methodNotAllowed('POST'));
  router.use(handleErrors(logger));
  return router;
}

async function answerCall(executor: ToolExecutor, request: Request, response: Response): Promise<void> {
  const call = callSchema.safeParse(request.body);
  if (!call.success) {
    const message = `The body must be {"name": …, "arguments": {…}} as JSON: ${z.prettifyError(call.error)}`;
    fail(response, 400, message);
    return;
  }
  if (!executor.list().some(({ name }) => name === call.data.name)) {
    fail(response, 404, `There is no tool "${call.data.name.slice(0, 100)}"; GET /tools lists them.`);
    return;
  }
  const signal = endSignal(request, response);
  response.json(await executor.execute({ id: randomUUID(), ...call.data }, { signal, owner: ownerOf(request) }));
}

function methodNotAllowed(...methods: readonly string[]): RequestHandler {
  return ({ method }, response) => {
    response.setHeader('allow', [...methods, 'OPTIONS'].join(', '));
    if (method === 'OPTIONS') response.status(204).end();
    else fail(response, 405, `${method} is not allowed here; use ${methods[0]}.`);
  };
}

/** Aborted when the connection closes before the answer was sent, and when the key is no longer good. */
function endSignal(request: Request, response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new TuneloopError('ABORTED', 'The client went away.'));
  });
  const key = keySignalOf(request);
  key?.addEventListener('abort', () => controller.abort(key.reason), { once: true });
  return controller.signal;
}

function fail(response: Response, status: number, error: string): void {
  const body: ToolResult = { status: 'error', error };
  response.status(status).json(body);
}

function handleErrors(logger: Logger | undefined): ErrorRequestHandler {
  // oxlint-disable-next-line max-params -- express knows an error handler by its four parameters
  return (error: unknown, _request, response, _next) => {
    if (response.headersSent || response.destroyed) return;
    const status = (error as { status?: unknown }).status;
    if (typeof status === 'number' && status < 500) {
      fail(response, status, status === 413 ? 'The body is too large.' : 'The body is not valid JSON.');
      return;
    }
    const { code, message } = TuneloopError.from(error);
    if (code === 'INTERNAL') logger?.error({ error }, 'tool call failed');
    fail(response, 500, code === 'INTERNAL' ? 'The server failed.' : message);
  };
}
