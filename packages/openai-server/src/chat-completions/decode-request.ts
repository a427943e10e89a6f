import type { GenerateRequest } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import { decodeDelivery, decodeGeneration, repeatRequest } from '../generation/generation-wire.ts';
import type { DecodedRequest } from '../generation/decoded-request.ts';
import { decodeOrigin } from '../generation/origin-wire.ts';
import type { JsonObject } from '../http/read-json-body.ts';
import type { McpTool } from '../mcp-tools/mcp-tool.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import { chatCompletionParameters } from '../parameters/chat-completion-parameters.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { decodeMessage } from './decode-message.ts';
import { decodeReasoning } from './decode-reasoning.ts';
import { decodeTools } from './decode-tools.ts';
import { chatCompletionRequestSchema, type ChatCompletionRequest } from './request-wire.ts';
import { decodeResponseFormat } from './response-format.ts';

export interface DecodedChatCompletion extends DecodedRequest {
  /** Whose tools this server runs for the model. */
  servers: McpTool[];
}

/**
 * A chat completions body as the engine's requests, one for each choice.
 *
 * @param options.hasServers whether tools of the type `mcp` mean anything here.
 *
 * Errors: `INVALID_REQUEST` naming the parameter.
 */
export function decodeChatCompletion(
  body: JsonObject,
  { hasServers = false }: { hasServers?: boolean } = {},
): DecodedChatCompletion {
  const { honoured, ignored } = applyParameterTable(chatCompletionParameters, body);
  const wire = validateWire(chatCompletionRequestSchema, honoured);
  const delivery = decodeDelivery(wire, ignored);
  const { servers, ...tools } = decodeTools(wire, { ignored, hasServers });
  const generation = decodeGeneration(wire, readMaxTokens(wire));
  const request: GenerateRequest = {
    ...generation,
    prompt: { type: 'messages', messages: wire.messages.map(decodeMessage) },
    outputFormat: readOutputFormat(wire, generation.outputFormat),
    ...tools,
    ...decodeReasoning(wire),
    continueFinalMessage: readContinuation(wire),
    logprobs: readLogprobs(wire),
  };
  return {
    model: wire.model ?? undefined,
    choices: repeatRequest(request, wire.n ?? 1),
    delivery,
    servers,
    ignored,
    origin: decodeOrigin(wire),
  };
}

function readMaxTokens(wire: ChatCompletionRequest): number | undefined {
  const old = wire.max_tokens ?? undefined;
  const current = wire.max_completion_tokens ?? undefined;
  if (old !== undefined && current !== undefined && old !== current) {
    throw requestProblem(
      'conflicting_parameters',
      '"max_tokens" and "max_completion_tokens" differ; send only the latter.',
      'max_tokens',
    );
  }
  return current ?? old;
}

function readOutputFormat(
  wire: ChatCompletionRequest,
  grammar: GenerateRequest['outputFormat'],
): GenerateRequest['outputFormat'] {
  const format = wire.response_format ? decodeResponseFormat(wire.response_format) : undefined;
  if (grammar && format && format.type !== 'text') {
    throw requestProblem('conflicting_parameters', 'Send "grammar" or "response_format", not both.', 'grammar');
  }
  return grammar ?? format;
}

function readContinuation(wire: ChatCompletionRequest): true | undefined {
  const continues = wire.continue_final_message ?? false;
  const prompts = wire.add_generation_prompt ?? !continues;
  if (continues === prompts) {
    throw requestProblem(
      'conflicting_parameters',
      '"add_generation_prompt" must be the opposite of "continue_final_message".',
      'add_generation_prompt',
    );
  }
  if (continues && wire.messages.at(-1)?.role !== 'assistant') {
    throw requestProblem(
      'invalid_value',
      `"continue_final_message" needs an assistant's message at the end of "messages".`,
      'continue_final_message',
    );
  }
  return continues || undefined;
}

function readLogprobs(wire: ChatCompletionRequest): GenerateRequest['logprobs'] {
  if (wire.logprobs) return { top: wire.top_logprobs ?? 0 };
  if (wire.top_logprobs) {
    throw requestProblem('conflicting_parameters', '"top_logprobs" needs "logprobs": true.', 'top_logprobs');
  }
  return undefined;
}
