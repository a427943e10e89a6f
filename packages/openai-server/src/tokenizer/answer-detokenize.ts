import type { Request, Response } from 'express';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { acquireModel } from '../models/acquire-model.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { detokenizeRequestSchema } from './request-wire.ts';
import { requireTokenizer } from './require-tokenizer.ts';

export interface DetokenizeAnswer {
  content: string;
}

/** `POST /detokenize`, llama-server's: the text of tokens. */
export async function answerDetokenize(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const signal = disconnectSignal(response);
  const { model: name, tokens } = validateWire(detokenizeRequestSchema, await readJsonBody(request, settings.limits));
  await using model = await acquireModel(settings.models, name ?? undefined, signal);
  const content = await requireTokenizer(model).detokenize(tokens, { signal });
  sendJson(response, 200, { content } satisfies DetokenizeAnswer);
}
