import type { Request, Response } from 'express';
import { decodeChatCompletion } from '../chat-completions/decode-request.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { reportIgnored } from '../http/ignored-header.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { acquireModel } from '../models/acquire-model.ts';
import { requireGeneration } from '../models/require-capability.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { requireTokenizer } from './require-tokenizer.ts';

export interface AppliedTemplate {
  prompt: string;
}

/** `POST /apply-template`, llama-server's: the prompt that a chat completion would be answered from, as text. */
export async function answerApplyTemplate(
  settings: RouterSettings,
  request: Request,
  response: Response,
): Promise<void> {
  const signal = disconnectSignal(response);
  const decoded = decodeChatCompletion(await readJsonBody(request, settings.limits));
  reportIgnored(response, decoded.ignored);
  await using model = await acquireModel(settings.models, decoded.model, signal);
  const [choice] = decoded.choices;
  if (!choice) throw new Error('A chat completion has at least one choice.');
  requireGeneration(model.info, choice);
  const { tools, toolChoice, reasoning, templateVariables, continueFinalMessage } = choice;
  const settingsOfPrompt = { tools, toolChoice, reasoning, templateVariables, continueFinalMessage };
  const prompt = await requireTokenizer(model).renderPrompt(choice.prompt, settingsOfPrompt, { signal });
  sendJson(response, 200, { prompt } satisfies AppliedTemplate);
}
