import type { GenerateRequest } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { reportIgnored } from '../http/ignored-header.ts';
import { readJsonBody, type JsonObject } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { acquireModel } from '../models/acquire-model.ts';
import { requireGeneration } from '../models/require-capability.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import { countTokensParameters } from '../parameters/messages-parameters.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { decodeConversation } from './decode-conversation.ts';
import { decodeTools } from './decode-tools.ts';
import { countTokensRequestSchema } from './request-wire.ts';

/** Anthropic's `MessageTokensCount`. */
export interface TokenCount {
  input_tokens: number;
}

/** `POST /v1/messages/count_tokens`: the tokens that `POST /v1/messages` would make of the same prompt. */
export async function answerTokenCount(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const signal = disconnectSignal(response);
  const { model: name, prompt, tools, ignored } = decodeCount(await readJsonBody(request, settings.limits));
  reportIgnored(response, ignored);
  await using model = await acquireModel(settings.models, name, signal);
  requireGeneration(model.info, { prompt });
  const count: TokenCount = { input_tokens: await model.countTokens(prompt, { signal, tools }) };
  sendJson(response, 200, count);
}

function decodeCount(
  body: JsonObject,
): Pick<GenerateRequest, 'prompt' | 'tools'> & { model: string | undefined; ignored: string[] } {
  const { honoured, ignored } = applyParameterTable(countTokensParameters, body);
  const wire = validateWire(countTokensRequestSchema, honoured);
  const { messages } = decodeConversation(wire.system, wire.messages);
  const { tools, toolChoice } = decodeTools(wire, ignored);
  return {
    model: wire.model ?? undefined,
    prompt: { type: 'messages', messages },
    // The model is not told of tools that it may not call.
    tools: toolChoice === 'none' ? undefined : tools,
    ignored,
  };
}
