import type { GenerationEndEvent, Usage } from '@tuneloop/protocol';
import type { ReasoningEffort } from '../chat-completions/request-wire.ts';
import type { ReasoningSummary } from './request-wire.ts';
import { encodeTimings, type TimingsWire } from '../generation/usage-wire.ts';
import type { FunctionTool, McpToolResource } from './decode-tools.ts';
import type { OutputItem } from './item.ts';
import type { TextFormat } from './text-format.ts';
import type { ResponseToolChoiceWire } from './tool-wire.ts';

export type ResponseStatus = 'in_progress' | 'completed' | 'incomplete' | 'failed';

export interface ResponseUsage {
  input_tokens: number;
  input_tokens_details: { cached_tokens: number };
  output_tokens: number;
  output_tokens_details: { reasoning_tokens: number };
  total_tokens: number;
}

/** What a response repeats of its request. */
export interface ResponseSettings {
  instructions: string | null;
  previous_response_id: string | null;
  store: boolean;
  max_output_tokens: number | null;
  text: { format: TextFormat };
  tools: (FunctionTool | McpToolResource)[];
  tool_choice: ResponseToolChoiceWire;
  parallel_tool_calls: boolean;
  max_tool_calls: number | null;
  reasoning: { effort: ReasoningEffort | null; summary: ReasoningSummary | null };
  temperature: number;
  top_p: number;
  top_logprobs: number;
  presence_penalty: number;
  frequency_penalty: number;
  metadata: Record<string, string>;
}

/**
 * OpenAI's response object, with all the properties that the Open Responses specification requires; `timings` is
 * llama-server's.
 */
export interface ResponseResource extends ResponseSettings {
  id: string;
  object: 'response';
  /** Seconds since 1970. */
  created_at: number;
  completed_at: number | null;
  status: ResponseStatus;
  error: { code: string; message: string } | null;
  incomplete_details: { reason: 'max_output_tokens' } | null;
  model: string;
  output: OutputItem[];
  usage: ResponseUsage | null;
  truncation: 'disabled';
  background: false;
  service_tier: 'default';
  safety_identifier: null;
  prompt_cache_key: null;
  user: null;
  timings?: TimingsWire;
}

export interface ResponseHead {
  id: string;
  createdAt: Date;
  model: string;
}

/** Of one generation, or of a turn with several. */
export type ResponseEnd = Pick<GenerationEndEvent, 'finishReason' | 'usage' | 'timings'>;

/** How a generation came out: unfinished, at its end, or failed. */
export type Outcome =
  | { status: 'in_progress' }
  | { status: 'ended'; end: ResponseEnd }
  | { status: 'failed'; error: { code: string; message: string } };

/** @param outcome how far it is; the end's times tell when it was completed. */
export function createResource(
  head: ResponseHead,
  settings: ResponseSettings,
  { outcome, output }: { outcome: Outcome; output: OutputItem[] },
): ResponseResource {
  const end = outcome.status === 'ended' ? outcome.end : undefined;
  const isCut = end?.finishReason === 'length';
  const status = outcome.status === 'ended' ? (isCut ? 'incomplete' : 'completed') : outcome.status;
  const createdAt = head.createdAt.getTime();
  return {
    id: head.id,
    object: 'response',
    created_at: toSeconds(createdAt),
    completed_at: end && !isCut ? toSeconds(createdAt + end.timings.totalMs) : null,
    status,
    error: outcome.status === 'failed' ? outcome.error : null,
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    model: head.model,
    output,
    ...settings,
    usage: end ? encodeResponseUsage(end.usage) : null,
    truncation: 'disabled',
    background: false,
    service_tier: 'default',
    safety_identifier: null,
    prompt_cache_key: null,
    user: null,
    ...(end && { timings: encodeTimings(end.usage, end.timings) }),
  };
}

function encodeResponseUsage(usage: Usage): ResponseUsage {
  return {
    input_tokens: usage.promptTokens,
    input_tokens_details: { cached_tokens: usage.cachedTokens },
    output_tokens: usage.completionTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.promptTokens + usage.completionTokens,
  };
}

function toSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
