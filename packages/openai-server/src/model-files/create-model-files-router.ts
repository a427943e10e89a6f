import { Router, type Request, type RequestHandler } from 'express';
import type { Authenticator } from '../auth/authenticator.ts';
import { requireScope } from '../auth/require-scope.ts';
import type { Logger } from '../http/logger.ts';
import { assignRequestId } from '../http/request-id.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { handleErrors } from '../router/handle-errors.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { ChangingOptionsSource } from '../router/changing-options.ts';
import { resolveRouterLimits, type RouterLimits } from '../router/router-limits.ts';
import { encodeInspection, encodeMemory, encodeRecommended, encodeRemoved } from './encode.ts';
import type { ModelFiles } from './model-files.ts';
import { inspectQuerySchema, removeModelSchema } from './request-wire.ts';

export interface ModelFilesRouterOptions {
  files: ModelFiles;
  /** Left out: everybody may use every route. */
  authenticate?: Authenticator | undefined;
  limits?: RouterLimits | undefined;
  /** As the router's. */
  changing?: ChangingOptionsSource | undefined;
  logger?: Logger | undefined;
}

/** `/models/inspect`, `/models/memory`, `/models/recommended`, and `/models/remove` for the scope `admin`. */
export function createModelFilesRouter({ files, authenticate, logger, ...options }: ModelFilesRouterOptions): Router {
  const limits = resolveRouterLimits(options.limits, options.changing);
  const mayChat = requireScope({ authenticate, scope: 'chat', logger });
  const mayAdminister = requireScope({ authenticate, scope: 'admin', logger });
  const router = Router();
  const answer =
    (work: (request: Request) => Promise<unknown>): RequestHandler =>
    async (request, response) =>
      sendJson(response, 200, await work(request));
  const inspect = async (request: Request): Promise<unknown> => {
    const { model, context_size: contextSize, slots } = validateWire(inspectQuerySchema, request.query);
    return encodeInspection(await files.inspect(model, { contextSize, slots }));
  };
  const remove = async (request: Request): Promise<unknown> => {
    const { model } = validateWire(removeModelSchema, await readJsonBody(request, limits));
    const { freedBytes } = await files.remove(model);
    return encodeRemoved(freedBytes);
  };

  router.use('/models', assignRequestId());
  router.route('/models/inspect').get(mayChat, answer(inspect)).all(methodNotAllowed('GET'));
  router
    .route('/models/memory')
    .get(
      mayChat,
      answer(async () => encodeMemory(await files.memory())),
    )
    .all(methodNotAllowed('GET'));
  router
    .route('/models/recommended')
    .get(
      mayChat,
      answer(async () => encodeRecommended(await files.recommended())),
    )
    .all(methodNotAllowed('GET'));
  router.route('/models/remove').post(mayAdminister, answer(remove)).all(methodNotAllowed('POST'));
  router.use(handleErrors(logger));
  return router;
}
