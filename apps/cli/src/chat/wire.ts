import { textOf, type FinishReason, type Message, type Timings, type Usage } from '@tuneloop/protocol';
import type { ChatRequest } from './chat-model.ts';

/** A piece of a streamed chat completion, as far as a chat without tools reads it. */
export interface WireChunk {
  id?: string | null;
  choices?: {
    delta?: { content?: string | null; reasoning_content?: string | null; reasoning?: string | null };
    finish_reason?: string | null;
  }[];
  usage?: WireUsage | null;
  timings?: Record<string, unknown> | null;
  error?: { message?: string };
}

interface WireUsage {
  prompt_tokens: number;
  completion_tokens: number;
  prompt_tokens_details?: { cached_tokens?: number | null } | null;
  completion_tokens_details?: { reasoning_tokens?: number | null } | null;
}

/** The body of `POST /v1/chat/completions`. `max_tokens`, because servers that know no `max_completion_tokens` ignore it silently. */
export function encodeChatRequest(model: string, { messages, sampling, maxTokens }: ChatRequest): object {
  return {
    model,
    messages: messages.map(encodeMessage),
    stream: true,
    stream_options: { include_usage: true },
    temperature: sampling.temperature,
    top_p: sampling.topP,
    seed: sampling.seed,
    max_tokens: maxTokens,
  };
}

/** A message in OpenAI's form, of text alone. */
export function encodeMessage(message: Message): object {
  const content = textOf(message.content);
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.toolCallId, content };
  if (message.role !== 'assistant' || !message.toolCalls) return { role: message.role, content };
  const calls = message.toolCalls.map(({ id, name, arguments: args }) => {
    return { id, type: 'function', function: { name, arguments: args } };
  });
  return { role: 'assistant', content: content === '' ? null : content, tool_calls: calls };
}

export function decodeFinishReason(reason: string): FinishReason {
  if (reason === 'length') return 'length';
  return reason === 'tool_calls' ? 'tool-calls' : 'stop';
}

export function decodeUsage(usage: WireUsage): Usage {
  return {
    promptTokens: usage.prompt_tokens,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    completionTokens: usage.completion_tokens,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
}

/** llama-server's names, which Tuneloop's server extends. */
const timingNames: Partial<Record<keyof Timings, string>> = {
  queueMs: 'queue_ms',
  prefillMs: 'prompt_ms',
  timeToFirstTokenMs: 'ttft_ms',
  decodeMs: 'predicted_ms',
};

/** Only what the server measured: many servers have no timings. */
export function decodeTimings(timings: Record<string, unknown>): Partial<Timings> {
  const found = Object.entries(timingNames).flatMap(([name, wireName]) => {
    const value = timings[wireName];
    return typeof value === 'number' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(found);
}
