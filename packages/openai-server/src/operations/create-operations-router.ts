import { Router, type Request, type RequestHandler, type Response } from 'express';
import { requireAnyScope } from '../auth/require-any-scope.ts';
import { requireScope } from '../auth/require-scope.ts';
import { handleErrors } from '../router/handle-errors.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import { answerAudit } from './audit/answer-audit.ts';
import { answerReload } from './configuration/answer-reload.ts';
import { answerConfiguration } from './configuration/answer-configuration.ts';
import { answerChangeKey, answerCreateKey, answerDeleteKey, answerKeys } from './keys/answer-keys.ts';
import { answerLogEvents, answerLogs } from './logs/answer-logs.ts';
import { answerMetrics, answerMetricsText } from './metrics/answer-metrics.ts';
import { resolveOperationsOptions, type OperationsCall, type OperationsRouterOptions } from './operations-options.ts';

/**
 * What somebody who runs a server needs of it, with the scope `admin`: `/v1/keys`, `/v1/configuration`, `/v1/logs`; with
 * `metrics` or `admin`: `/v1/metrics` and `/metrics`.
 *
 * Errors: `INVALID_REQUEST` when an option is wrong.
 */
export function createOperationsRouter(options: OperationsRouterOptions): Router {
  const settings = resolveOperationsOptions(options);
  const { keys, configuration, reload, auditLog, logs, metrics, authenticate, logger } = options;
  const router = Router();
  const mayAdminister = requireScope({ authenticate, scope: 'admin', logger });
  const mayMeasure = requireAnyScope({ authenticate, scopes: ['metrics', 'admin'], logger });
  const answer =
    <Control>(control: Control, work: (call: OperationsCall<Control>) => Promise<void>): RequestHandler =>
    (request: Request, response: Response) =>
      work({ control, settings, request, response });

  if (keys) {
    router
      .route('/v1/keys')
      .all(mayAdminister)
      .get(answer(keys, answerKeys))
      .post(answer(keys, answerCreateKey))
      .all(methodNotAllowed('GET', 'POST'));
    router
      .route('/v1/keys/:id')
      .all(mayAdminister)
      .patch(answer(keys, answerChangeKey))
      .delete(answer(keys, answerDeleteKey))
      .all(methodNotAllowed('PATCH', 'DELETE'));
  }
  if (configuration) {
    router
      .route('/v1/configuration')
      .all(mayAdminister)
      .get(answer(configuration, answerConfiguration))
      .all(methodNotAllowed('GET'));
  }
  if (reload) {
    router
      .route('/v1/configuration/reload')
      .all(mayAdminister)
      .post(answer(reload, answerReload))
      .all(methodNotAllowed('POST'));
  }
  if (auditLog) {
    router.route('/v1/audit').all(mayAdminister).get(answer(auditLog, answerAudit)).all(methodNotAllowed('GET'));
  }
  if (logs) {
    router.route('/v1/logs').all(mayAdminister).get(answer(logs, answerLogs)).all(methodNotAllowed('GET'));
    router.route('/v1/logs/events').all(mayAdminister).get(answer(logs, answerLogEvents)).all(methodNotAllowed('GET'));
  }
  if (metrics) {
    router.route('/metrics').all(mayMeasure).get(answer(metrics, answerMetricsText)).all(methodNotAllowed('GET'));
    router.route('/v1/metrics').all(mayMeasure).get(answer(metrics, answerMetrics)).all(methodNotAllowed('GET'));
  }
  router.use(handleErrors(logger));
  return router;
}
