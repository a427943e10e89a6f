import { Router, type RequestHandler } from 'express';
import type { Scope } from '../auth/authenticator.ts';
import { requireScope } from '../auth/require-scope.ts';
import { sendJson } from '../http/send-json.ts';
import { handleErrors } from '../router/handle-errors.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { answerEmbed, answerEmbeddings } from './answer-embed.ts';
import { answerGeneration } from './answer-generation.ts';
import { answerRunning, answerShow, answerTags } from './answer-models.ts';
import { answerPull } from './answer-pull.ts';
import { assumeJson } from './assume-json.ts';
import { ollamaChatCodec } from './chat.ts';
import { notOffered, sendOllamaError } from './error-wire.ts';
import { ollamaGenerateCodec } from './generate.ts';
import type { OllamaCall } from './ollama-call.ts';
import type { OllamaOptions } from './ollama-options.ts';

/** The version of Ollama whose API this is; editors refuse to work with old ones. */
const ollamaVersion = '0.13.0';

const managed =
  'Models are managed by the one who runs this server: `tuneloop models`, `tuneloop pull`, `tuneloop rm`.';

/**
 * Ollama's API, to be mounted at `/api`. Paths that Ollama does not have are left to the app's later handlers.
 *
 * Source of the format: Ollama's API reference (docs/api.md in its repository, and docs.ollama.com/api).
 */
export function createOllamaRouter(settings: RouterSettings, { pull }: OllamaOptions): Router {
  const { authenticate, logger } = settings;
  const guard = (scope: Scope, limited = false): RequestHandler =>
    requireScope({ authenticate, scope, limited, logger, sendError: sendOllamaError });
  const answering =
    (answer: (call: OllamaCall) => void | Promise<void>): RequestHandler =>
    (request, response) =>
      answer({ settings, request, response });
  const router = Router();

  const get = (path: string, answer: (call: OllamaCall) => void | Promise<void>): void => {
    router.route(path).get(guard('chat'), answering(answer)).all(methodNotAllowed('GET'));
  };
  const post = (path: string, answer: (call: OllamaCall) => Promise<void>, mayPost = guard('chat')): void => {
    router.route(path).post(mayPost, assumeJson, answering(answer)).all(methodNotAllowed('POST'));
  };

  get('/version', ({ response }) => sendJson(response, 200, { version: ollamaVersion }));
  get('/tags', answerTags);
  get('/ps', answerRunning);
  post('/show', answerShow);
  const mayGenerate = guard('chat', true);
  post('/chat', (call) => answerGeneration(ollamaChatCodec, call), mayGenerate);
  post('/generate', (call) => answerGeneration(ollamaGenerateCodec, call), mayGenerate);
  post('/embed', answerEmbed, mayGenerate);
  post('/embeddings', answerEmbeddings, mayGenerate);
  if (pull) post('/pull', (call) => answerPull(pull, call), guard('admin'));
  for (const path of ['/pull', '/create', '/copy', '/push', '/delete']) router.all(path, notOffered(managed));
  router.use('/blobs', notOffered(managed));
  router.use(handleErrors(logger, sendOllamaError));
  return router;
}
