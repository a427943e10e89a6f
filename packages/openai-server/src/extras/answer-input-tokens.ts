import type { Request, Response } from 'express';
import { decodeChatCompletion } from '../chat-completions/decode-request.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { reportIgnored } from '../http/ignored-header.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { acquireModel } from '../models/acquire-model.ts';
import { requireGeneration } from '../models/require-capability.ts';
import type { RouterSettings } from '../router/router-options.ts';

export interface InputTokens {
  object: 'response.input_tokens';
  input_tokens: number;
}

/** `POST /v1/chat/completions/input_tokens`, llama-server's: how many tokens a chat completion's prompt has. */
export async function answerInputTokens(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const signal = disconnectSignal(response);
  const decoded = decodeChatCompletion(await readJsonBody(request, settings.limits));
  reportIgnored(response, decoded.ignored);
  await using model = await acquireModel(settings.models, decoded.model, signal);
  const [choice] = decoded.choices;
  if (!choice) throw new Error('A chat completion has at least one choice.');
  requireGeneration(model.info, choice);
  const tokens = await model.countTokens(choice.prompt, { signal, tools: choice.tools });
  sendJson(response, 200, { object: 'response.input_tokens', input_tokens: tokens } satisfies InputTokens);
}
