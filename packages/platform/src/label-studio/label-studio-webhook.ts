import { sendError } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import {
  createLabelStudioClient,
  createWebhookReceiver,
  pullAnnotations,
  pullOneTask,
  webhookSecretHeader,
  type JudgementLog,
} from '@tuneloop/rlhf/label-studio';
import { json, Router, type RequestHandler } from 'express';
import { configError } from '../config/issues.ts';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../logging/logger.ts';
import type { Recording } from '../recording/create-recording.ts';

export interface LabelStudioWebhook extends AsyncDisposable {
  /** `POST /v1/labelstudio/webhook`, with a secret of its own in place of an API key. */
  handler: RequestHandler;
  /** Pulls what was judged while this server did not run. */
  start(): void;
}

export interface LabelStudioWebhookOptions {
  config: Pick<Config, 'labelStudio' | 'server'>;
  recording: Pick<Recording, 'log' | 'sink'>;
  logger: Logger;
}

/**
 * Pulls judgements when Label Studio tells of them; nothing where no secret is set.
 *
 * Errors: `CONFIG_INVALID` when there is a secret but not all of address, token and project; `INVALID_REQUEST`.
 */
export function createLabelStudioWebhook(options: LabelStudioWebhookOptions): LabelStudioWebhook | undefined {
  const { recording, logger } = options;
  const { url, token, project, webhookSecret } = options.config.labelStudio;
  if (webhookSecret === undefined) return undefined;
  if (url === undefined || token === undefined || project === undefined) {
    const message = 'needs labelStudio.url, labelStudio.token and labelStudio.project beside it';
    throw configError([{ path: 'labelStudio.webhookSecret', message, source: 'labelStudio.webhookSecret' }]);
  }

  const client = createLabelStudioClient({ url, token: token.reveal() });
  const log: JudgementLog = {
    get: (scope, id) => recording.log.get(scope, id),
    getComparison: (scope, id) => recording.log.getComparison(scope, id),
    write: (record) => recording.sink.write(record),
  };
  const receiver = createWebhookReceiver({
    secret: webhookSecret.reveal(),
    project,
    pullTask: (task, signal) => pullOneTask(task, { client, project, log, signal }),
    pullAll: (signal) => pullAnnotations({ client, project, log, signal }),
    onFailure: ({ code, message }) => logger.error({ code }, `Label Studio: ${message}`),
  });

  const checkSecret: RequestHandler = (request, response, next) => {
    if (receiver.knows(request.get(webhookSecretHeader))) next();
    else
      sendError(
        response,
        new TuneloopError('UNAUTHORIZED', `The header ${webhookSecretHeader} does not hold the secret.`),
      );
  };
  const router = Router();
  router.post(
    '/v1/labelstudio/webhook',
    checkSecret,
    (...call) => json({ limit: options.config.server.bodyLimitBytes })(...call),
    (request, response) => {
      const { status, body } = receiver.receive({ secret: request.get(webhookSecretHeader), body: request.body });
      response.status(status).json(body);
    },
  );
  return {
    handler: router,
    start: () => receiver.catchUp(),
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}
