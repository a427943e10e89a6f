import { z } from 'zod';
import { optional } from '../parameters/wire-shape.ts';
import type { McpItemWire } from './mcp-item-wire.ts';

export interface InputTextWire {
  type: 'input_text';
  text: string;
}

export interface InputImageWire {
  type: 'input_image';
  image_url: string;
  detail?: string | null | undefined;
}

export type InputPartWire = InputTextWire | InputImageWire;

export type OutputPartWire = { type: 'output_text'; text: string } | { type: 'refusal'; refusal: string };

interface ItemBaseWire {
  id?: string | null | undefined;
  status?: string | null | undefined;
}

export interface UserMessageWire extends ItemBaseWire {
  type?: 'message' | undefined;
  role: 'user';
  content: string | InputPartWire[];
}

export interface SystemMessageWire extends ItemBaseWire {
  type?: 'message' | undefined;
  role: 'system' | 'developer';
  content: string | InputTextWire[];
}

export interface AssistantMessageWire extends ItemBaseWire {
  type?: 'message' | undefined;
  role: 'assistant';
  content: string | OutputPartWire[];
}

export interface FunctionCallWire extends ItemBaseWire {
  type: 'function_call';
  call_id: string;
  name: string;
  arguments: string;
}

export interface FunctionCallOutputWire extends ItemBaseWire {
  type: 'function_call_output';
  call_id: string;
  output: string | InputTextWire[];
}

export interface ReasoningWire extends ItemBaseWire {
  type: 'reasoning';
  summary?: { type: 'summary_text'; text: string }[] | null | undefined;
  content?: { type: 'reasoning_text'; text: string }[] | null | undefined;
  encrypted_content?: string | null | undefined;
}

/** Stands for an item that a stored response has. */
export interface ItemReferenceWire {
  type: 'item_reference';
  id: string;
}

/** An item as clients send it. Properties beyond these are what clients echo back, and are dropped. */
export type ItemWire =
  | UserMessageWire
  | SystemMessageWire
  | AssistantMessageWire
  | FunctionCallWire
  | FunctionCallOutputWire
  | ReasoningWire
  | McpItemWire
  | ItemReferenceWire;

const itemId = z.string().min(1).max(256);
const base = { id: optional(itemId), status: optional(z.string()) };
const mcpName = z.string().max(256);
const mcpCall = { server_label: mcpName, name: mcpName, arguments: z.string() };
const callId = z.string().min(1).max(256);

const inputText = z.object({ type: z.literal('input_text'), text: z.string() });
const inputImage = z.object({
  type: z.literal('input_image'),
  image_url: z
    .string()
    .regex(/^data:image\//i, 'must be a data:image/… URL: this server fetches no remote images; send the image itself'),
  detail: optional(z.string()),
});
const inputPart = z.discriminatedUnion('type', [inputText, inputImage], {
  error: 'must be a part of type input_text or input_image',
});
const outputPart = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('output_text'), text: z.string() }),
    z.object({ type: z.literal('refusal'), refusal: z.string() }),
  ],
  { error: 'must be a part of type output_text or refusal' },
);

const messageType = z.literal('message').optional();

const message = z.discriminatedUnion(
  'role',
  [
    z.object({
      ...base,
      type: messageType,
      role: z.literal('user'),
      content: z.union([z.string(), z.array(inputPart)]),
    }),
    z.object({
      ...base,
      type: messageType,
      role: z.enum(['system', 'developer']),
      content: z.union([z.string(), z.array(inputText)]),
    }),
    z.object({
      ...base,
      type: messageType,
      role: z.literal('assistant'),
      content: z.union([z.string(), z.array(outputPart)]),
    }),
  ],
  { error: 'must be user, assistant, system or developer' },
);

export const itemWireSchema: z.ZodType<ItemWire> = z.discriminatedUnion(
  'type',
  [
    message,
    z.object({ ...base, type: z.literal('function_call'), call_id: callId, name: z.string(), arguments: z.string() }),
    z.object({
      ...base,
      type: z.literal('function_call_output'),
      call_id: callId,
      output: z.union([z.string(), z.array(inputText)]),
    }),
    z.object({
      ...base,
      type: z.literal('reasoning'),
      summary: optional(z.array(z.object({ type: z.literal('summary_text'), text: z.string() }))),
      content: optional(z.array(z.object({ type: z.literal('reasoning_text'), text: z.string() }))),
      encrypted_content: optional(z.string(), 'Accepted without effect.'),
    }),
    z.object({ type: z.literal('mcp_list_tools'), id: optional(itemId), server_label: mcpName }),
    z.object({
      ...base,
      ...mcpCall,
      type: z.literal('mcp_call'),
      output: optional(z.string()),
      error: z.unknown().optional(),
      approval_request_id: optional(itemId),
    }),
    z.object({ ...mcpCall, type: z.literal('mcp_approval_request'), id: itemId }),
    z.object({
      type: z.literal('mcp_approval_response'),
      id: optional(itemId),
      approval_request_id: itemId,
      approve: z.boolean(),
      reason: optional(z.string().max(10_000)),
    }),
    z.object({ type: z.literal('item_reference'), id: z.string() }),
  ],
  {
    error:
      'must be message, function_call, function_call_output, reasoning, mcp_list_tools, mcp_call, ' +
      'mcp_approval_request, mcp_approval_response or item_reference',
  },
);
