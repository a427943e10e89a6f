import { Router, type Request, type Response } from 'express';
import { requireScope } from '../auth/require-scope.ts';
import { answerRequest } from '../generation/answer-request.ts';
import { infillCodec, nativeCompletionCodec } from '../native-completion/codec.ts';
import { answerRerank } from '../rerank/answer-rerank.ts';
import { methodNotAllowed } from '../router/method-not-allowed.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { answerSlotAction } from '../slots/answer-slot-action.ts';
import { answerSlots } from '../slots/answer-slots.ts';
import { answerApplyTemplate } from '../tokenizer/answer-apply-template.ts';
import { answerDetokenize } from '../tokenizer/answer-detokenize.ts';
import { answerTokenize } from '../tokenizer/answer-tokenize.ts';
import { answerInputTokens } from './answer-input-tokens.ts';

type Answer = (settings: RouterSettings, request: Request, response: Response) => Promise<void>;

/** Those that make an engine work count for the limits of keys. */
const answers: readonly (readonly [paths: string | string[], answer: Answer, isWork?: boolean])[] = [
  ['/v1/chat/completions/input_tokens', answerInputTokens],
  ['/tokenize', answerTokenize],
  ['/detokenize', answerDetokenize],
  ['/apply-template', answerApplyTemplate],
  ['/completion', async (...call) => answerRequest(nativeCompletionCodec, ...call), true],
  ['/infill', async (...call) => answerRequest(infillCodec, ...call), true],
  [['/v1/rerank', '/rerank', '/reranking', '/v1/reranking'], answerRerank, true],
];

/** The routes that are llama-server's; those that change a slot need the scope `admin`. */
export function createExtrasRouter(settings: RouterSettings): Router {
  const { authenticate, logger } = settings;
  const mayChat = requireScope({ authenticate, scope: 'chat', logger });
  const mayGenerate = requireScope({ authenticate, scope: 'chat', limited: true, logger });
  const mayAdminister = requireScope({ authenticate, scope: 'admin', logger });
  const router = Router();
  for (const [paths, answer, isWork] of answers) {
    for (const path of [paths].flat()) {
      router
        .route(path)
        .post(isWork ? mayGenerate : mayChat, (request, response) => answer(settings, request, response))
        .all(methodNotAllowed('POST'));
    }
  }
  router
    .route('/slots')
    .get(mayChat, (request, response) => answerSlots(settings, request, response))
    .all(methodNotAllowed('GET'));
  router
    .route('/slots/:id')
    .post(mayAdminister, (request, response) => answerSlotAction(settings, request, response))
    .all(methodNotAllowed('POST'));
  return router;
}
