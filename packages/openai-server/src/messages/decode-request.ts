import type { GenerateRequest, OutputFormat } from '@tuneloop/protocol';
import { decodeReasoning } from '../chat-completions/decode-reasoning.ts';
import { requestProblem } from '../errors/request-problem.ts';
import type { DecodedRequest } from '../generation/decoded-request.ts';
import { decodeSampling } from '../generation/sampling-wire.ts';
import { decodeOrigin } from '../generation/origin-wire.ts';
import type { JsonObject } from '../http/read-json-body.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import { messagesParameters } from '../parameters/messages-parameters.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { decodeConversation } from './decode-conversation.ts';
import { decodeTools } from './decode-tools.ts';
import { messagesRequestSchema, type MessagesRequest } from './request-wire.ts';

export interface DecodedMessagesRequest extends DecodedRequest {
  /** Thinking blocks are sent without their text. */
  omitThinking: boolean;
}

/** Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeMessagesRequest(body: JsonObject): DecodedMessagesRequest {
  const { honoured, ignored } = applyParameterTable(messagesParameters, body);
  const wire = validateWire(messagesRequestSchema, honoured);
  const { messages, continueFinalMessage } = decodeConversation(wire.system, wire.messages);
  const request: GenerateRequest = {
    prompt: { type: 'messages', messages },
    continueFinalMessage,
    sampling: decodeSampling({ temperature: wire.temperature, top_p: wire.top_p, top_k: wire.top_k }),
    maxTokens: wire.max_tokens,
    stop: wire.stop_sequences?.length ? wire.stop_sequences : undefined,
    outputFormat: decodeOutputFormat(wire),
    ...decodeTools(wire, ignored),
    ...decodeThinking(wire),
  };
  return {
    model: wire.model ?? undefined,
    choices: [request],
    delivery: { stream: wire.stream ?? false, includeUsage: true },
    ignored,
    origin: decodeOrigin({ metadata: wire.metadata, user: userOf(wire) }),
    omitThinking: wire.thinking && wire.thinking.type !== 'disabled' ? wire.thinking.display === 'omitted' : false,
  };
}

function userOf({ metadata }: MessagesRequest): string | undefined {
  const user = metadata?.['user_id'];
  return typeof user === 'string' ? user : undefined;
}

/** `output_format` is the name that it had before it moved into `output_config`. */
function decodeOutputFormat({ output_config, output_format }: MessagesRequest): OutputFormat | undefined {
  if (output_config?.format && output_format) {
    const message = 'Send "output_config.format" or "output_format", not both.';
    throw requestProblem('conflicting_parameters', message, 'output_format');
  }
  const format = output_config?.format ?? output_format;
  return format ? { type: 'json-schema', schema: format.schema } : undefined;
}

/** An effort limits thinking that is on; it does not turn it on. */
function decodeThinking(wire: MessagesRequest): Pick<GenerateRequest, 'reasoning' | 'templateVariables'> {
  const { thinking } = wire;
  const { reasoning, templateVariables } = decodeReasoning({
    reasoning_effort: wire.output_config?.effort,
    enable_thinking: thinking ? thinking.type !== 'disabled' : undefined,
    thinking_budget_tokens: thinking?.type === 'enabled' ? thinking.budget_tokens : undefined,
  });
  return { reasoning: thinking ? reasoning : undefined, templateVariables };
}
