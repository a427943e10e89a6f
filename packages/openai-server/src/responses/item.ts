import type { ChatLogprobsWire } from '../chat-completions/logprobs.ts';
import type { ItemStatus } from './item-status.ts';
import type { McpApprovalResponseItem, McpOutputItem } from './mcp-item.ts';

export interface InputTextPart {
  type: 'input_text';
  text: string;
}

/** `image_url` is a `data:` URL. */
export interface InputImagePart {
  type: 'input_image';
  image_url: string;
  detail: string;
}

export type InputPart = InputTextPart | InputImagePart;

export interface OutputTextPart {
  type: 'output_text';
  text: string;
  annotations: never[];
  logprobs: ChatLogprobsWire['content'];
}

export interface RefusalPart {
  type: 'refusal';
  refusal: string;
}

export interface ReasoningTextPart {
  type: 'reasoning_text';
  text: string;
}

export interface SummaryTextPart {
  type: 'summary_text';
  text: string;
}

export interface InputMessageItem {
  type: 'message';
  id: string;
  status: ItemStatus;
  role: 'user' | 'system' | 'developer';
  content: InputPart[];
}

export interface OutputMessageItem {
  type: 'message';
  id: string;
  status: ItemStatus;
  role: 'assistant';
  content: (OutputTextPart | RefusalPart)[];
}

export interface FunctionCallItem {
  type: 'function_call';
  id: string;
  status: ItemStatus;
  call_id: string;
  name: string;
  /** The text as the model wrote it: normally JSON. */
  arguments: string;
}

export interface FunctionCallOutputItem {
  type: 'function_call_output';
  id: string;
  status: ItemStatus;
  call_id: string;
  output: string | InputTextPart[];
}

export interface ReasoningItem {
  type: 'reasoning';
  id: string;
  status: ItemStatus;
  summary: SummaryTextPart[];
  content: ReasoningTextPart[];
}

/** What a model gives, and what this server does for it. */
export type OutputItem = OutputMessageItem | FunctionCallItem | ReasoningItem | McpOutputItem;

/**
 * A piece of a conversation as OpenAI's Responses API shows and stores it. Every property is there, as the Open Responses
 * specification has it; what clients may leave out is in `item-wire.ts`.
 */
export type Item = OutputItem | InputMessageItem | FunctionCallOutputItem | McpApprovalResponseItem;
