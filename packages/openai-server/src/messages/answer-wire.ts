import type { FinishReason, GenerationEndEvent, Usage } from '@tuneloop/protocol';

export type ContentBlock =
  | { type: 'text'; text: string; citations: null }
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'tool_use'; id: string; name: string; input: unknown; caller: { type: 'direct' } };

export type StopReason = 'end_turn' | 'max_tokens' | 'stop_sequence' | 'tool_use';

/** In tokens; what was read from the cache is not among `input_tokens`. */
export interface DeltaUsage {
  input_tokens: number;
  /** Always 0: whatever is computed stays in the cache for a while, and nobody pays for that. */
  cache_creation_input_tokens: 0;
  cache_read_input_tokens: number;
  output_tokens: number;
  output_tokens_details: { thinking_tokens: number };
  server_tool_use: null;
}

export interface MessageUsage extends DeltaUsage {
  cache_creation: null;
  inference_geo: null;
  service_tier: 'standard';
}

/** Anthropic's `Message`. */
export interface MessageAnswer {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: ContentBlock[];
  stop_reason: StopReason | null;
  stop_sequence: string | null;
  stop_details: null;
  container: null;
  usage: MessageUsage;
}

export type ContentDelta =
  | { type: 'text_delta'; text: string }
  | { type: 'thinking_delta'; thinking: string }
  | { type: 'signature_delta'; signature: string }
  | { type: 'input_json_delta'; partial_json: string };

/** The events of a stream, but for `error`. */
export type MessageStreamEvent =
  | { type: 'message_start'; message: MessageAnswer }
  | { type: 'ping' }
  | { type: 'content_block_start'; index: number; content_block: ContentBlock }
  | { type: 'content_block_delta'; index: number; delta: ContentDelta }
  | { type: 'content_block_stop'; index: number }
  | {
      type: 'message_delta';
      delta: { stop_reason: StopReason; stop_sequence: string | null; stop_details: null; container: null };
      usage: DeltaUsage;
    }
  | { type: 'message_stop' };

export function encodeUsage(usage: Usage): DeltaUsage {
  return {
    input_tokens: usage.promptTokens - usage.cachedTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: usage.cachedTokens,
    output_tokens: usage.completionTokens,
    output_tokens_details: { thinking_tokens: usage.reasoningTokens },
    server_tool_use: null,
  };
}

const stopReasons: Readonly<Record<FinishReason, StopReason>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
};

export function encodeStop(
  end: Pick<GenerationEndEvent, 'finishReason' | 'stopSequence'>,
): Pick<MessageAnswer, 'stop_sequence'> & { stop_reason: StopReason } {
  if (end.finishReason === 'stop' && end.stopSequence !== undefined) {
    return { stop_reason: 'stop_sequence', stop_sequence: end.stopSequence };
  }
  return { stop_reason: stopReasons[end.finishReason], stop_sequence: null };
}
