import { Router, type Request, type Response } from 'express';
import { requireAnyScope } from '../auth/require-any-scope.ts';
import { clientOf, requireScope } from '../auth/require-scope.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import type { LoopControl } from './loop-control.ts';
import { encodeLoop, loopRunRequestSchema } from './loop-wire.ts';

/** `/v1/loop`, to be mounted there. To begin one takes the scope `admin`: it learns from what everybody said. */
export function createLoopRouter(
  settings: Pick<RouterSettings, 'authenticate' | 'limits' | 'logger'>,
  loop: LoopControl,
): Router {
  const { authenticate, limits, logger } = settings;
  const router = Router();
  const maySee = requireAnyScope({ authenticate, scopes: ['train', 'admin'], logger });
  const mayRun = requireScope({ authenticate, scope: 'admin', logger });
  router
    .route('/')
    .get(maySee, (_request, response) => answerLoop(loop, response))
    .all(methodNotAllowed('GET'));
  router
    .route('/run')
    .post(mayRun, (request, response) => answerRun(loop, limits, request, response))
    .all(methodNotAllowed('POST'));
  return router;
}

async function answerLoop(loop: LoopControl, response: Response): Promise<void> {
  sendJson(response, 200, encodeLoop(await loop.show({ signal: disconnectSignal(response) })));
}

async function answerRun(
  loop: LoopControl,
  limits: RouterSettings['limits'],
  request: Request,
  response: Response,
): Promise<void> {
  const wire = validateWire(loopRunRequestSchema, await readJsonBody(request, limits));
  const overview = await loop.run({
    minRatings: wire.min_ratings ?? undefined,
    method: wire.method ?? undefined,
    promoteIf: wire.promote_if ?? undefined,
    name: wire.name ?? undefined,
    model: wire.model ?? undefined,
    owner: clientOf(request)?.id,
  });
  sendJson(response, 200, encodeLoop(overview));
}
