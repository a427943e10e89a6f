import { z } from 'zod';
import { decodeTools } from '../chat-completions/decode-tools.ts';
import { toolWireSchema, type ToolWire } from '../chat-completions/tool-wire.ts';
import type { JsonObject } from '../http/read-json-body.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import type { OllamaCodec } from './answer-generation.ts';
import { decodeMessages } from './decode-messages.ts';
import {
  decodeGeneration,
  ollamaGenerationShape,
  type OllamaGeneration,
  type OllamaGenerationWire,
} from './generation-wire.ts';
import { decodeKeepAlive } from './keep-alive.ts';
import { ollamaMessageSchema, type OllamaMessageWire } from './message-wire.ts';
import type { OllamaToolCall, Piece } from './piece.ts';
import { ollamaChatParameters } from './request-parameters.ts';

/** The honoured parameters of `POST /api/chat`. */
export interface OllamaChatRequest extends OllamaGenerationWire {
  messages?: OllamaMessageWire[] | null | undefined;
  tools?: ToolWire[] | null | undefined;
}

const shape: WireShape<OllamaChatRequest> = {
  ...ollamaGenerationShape,
  messages: optional(z.array(ollamaMessageSchema), 'None: the model is only loaded.'),
  tools: optional(z.array(toolWireSchema).max(1024)),
};

export const ollamaChatRequestSchema: z.ZodType<OllamaChatRequest> = z.object(shape);

/** Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeChat(body: JsonObject): OllamaGeneration {
  const { honoured, ignored } = applyParameterTable(ollamaChatParameters, body);
  const wire = validateWire(ollamaChatRequestSchema, honoured);
  const head = {
    model: wire.model ?? undefined,
    stream: wire.stream ?? true,
    keepAlive: decodeKeepAlive(wire.keep_alive),
    ignored,
  };
  const { servers: _none, ...tools } = decodeTools({ tools: wire.tools }, { ignored });
  const generation = { ...decodeGeneration(wire, ignored), ...tools };
  if (!wire.messages?.length) return { ...head, request: undefined };
  return { ...head, request: { ...generation, prompt: { type: 'messages', messages: decodeMessages(wire.messages) } } };
}

export interface OllamaChatMessage {
  role: 'assistant';
  content: string;
  thinking?: string;
  tool_calls?: OllamaToolCall[];
}

function renderMessage({ text, thinking, toolCalls }: Piece): { message: OllamaChatMessage } {
  return {
    message: {
      role: 'assistant',
      content: text,
      ...(thinking !== '' && { thinking }),
      ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
    },
  };
}

/** `POST /api/chat` */
export const ollamaChatCodec: OllamaCodec = { idPrefix: 'chat-', decode: decodeChat, render: renderMessage };
