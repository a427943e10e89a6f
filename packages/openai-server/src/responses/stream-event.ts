import type { ChatLogprobsWire } from '../chat-completions/logprobs.ts';
import type { OutputItem, OutputTextPart, ReasoningTextPart, SummaryTextPart } from './item.ts';
import type { ResponseResource } from './response-resource.ts';

interface ItemPlace {
  item_id: string;
  output_index: number;
}

interface PartPlace extends ItemPlace {
  content_index: number;
}

interface SummaryPlace extends ItemPlace {
  summary_index: number;
}

/** What happens to an output item, in the order in which it happens. */
export type ItemEvent =
  | { type: 'response.output_item.added' | 'response.output_item.done'; output_index: number; item: OutputItem }
  | ({
      type: 'response.content_part.added' | 'response.content_part.done';
      part: OutputTextPart | ReasoningTextPart;
    } & PartPlace)
  | ({ type: 'response.output_text.delta'; delta: string; logprobs: ChatLogprobsWire['content'] } & PartPlace)
  | ({ type: 'response.output_text.done'; text: string; logprobs: ChatLogprobsWire['content'] } & PartPlace)
  | ({ type: 'response.reasoning_text.delta'; delta: string } & PartPlace)
  | ({ type: 'response.reasoning_text.done'; text: string } & PartPlace)
  | ({
      type: 'response.reasoning_summary_part.added' | 'response.reasoning_summary_part.done';
      part: SummaryTextPart;
    } & SummaryPlace)
  | ({ type: 'response.reasoning_summary_text.delta'; delta: string } & SummaryPlace)
  | ({ type: 'response.reasoning_summary_text.done'; text: string } & SummaryPlace)
  | ({ type: 'response.function_call_arguments.delta'; delta: string } & ItemPlace)
  | ({ type: 'response.function_call_arguments.done'; name: string; arguments: string } & ItemPlace)
  | ({ type: 'response.mcp_call_arguments.delta'; delta: string } & ItemPlace)
  | ({ type: 'response.mcp_call_arguments.done'; arguments: string } & ItemPlace)
  | ({ type: McpProgress } & ItemPlace);

/** How far a call, or the list of a server's tools, is. */
export type McpProgress =
  | 'response.mcp_call.in_progress'
  | 'response.mcp_call.completed'
  | 'response.mcp_call.failed'
  | 'response.mcp_list_tools.in_progress'
  | 'response.mcp_list_tools.completed';

/** What happens to the response as a whole. */
export type LifecycleEvent = {
  type: 'response.created' | 'response.in_progress' | 'response.completed' | 'response.incomplete' | 'response.failed';
  response: ResponseResource;
};

/**
 * OpenAI documents the error's properties on the event itself, and sends them in `error`, as the Open Responses
 * specification has it; clients look for either.
 */
export interface ErrorEvent {
  type: 'error';
  code: string | null;
  message: string;
  param: string | null;
  error: { type: string; code: string | null; message: string; param: string | null };
}

type Numbered<T> = T extends unknown ? T & { sequence_number: number } : never;

/** An event of a stream; `type` is the name of the server-sent event too. `sequence_number` counts from 0. */
export type ResponseStreamEvent = Numbered<ItemEvent | LifecycleEvent | ErrorEvent>;
