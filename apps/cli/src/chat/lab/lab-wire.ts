import type { Message, ToolEffects, ToolResult } from '@tuneloop/protocol';

/** Events of `POST /chat`, as far as they are shown. */
export type LabWireEvent =
  | { type: 'start' }
  | { type: 'text' | 'reasoning'; text: string }
  | { type: 'tool_call'; id: string; name: string; arguments: string }
  | { type: 'tool_result'; id: string; name: string; result: ToolResult; duration_ms: number }
  | { type: 'limit_reached'; iterations: number }
  | { type: 'skipped'; events: number }
  | { type: 'error'; error: { message?: string } }
  | ({ type: 'done' } & LabWireAnswer);

/** Times in seconds. */
export interface LabWireAnswer {
  /** Of the completion; older servers have none. */
  id?: string | null;
  tokens_input: number;
  tokens_generated: number;
  generation_time: number;
  tokens_per_second: number;
  finish_reason: string;
  pending: { turn_id: string; calls: PendingCallWire[] } | null;
}

interface PendingCallWire {
  id: string;
  name: string;
  arguments: string;
  reason: string;
  effects: ToolEffects | null;
}

/** A conversation of `/lab/conversations`; times are seconds since 1970. */
export interface ConversationWire {
  id: string;
  title: string | null;
  system_prompt: string | null;
  updated_at: number;
}

export interface StoredMessageWire {
  role: string;
  content?: unknown;
  tool_call_id?: string;
  tool_calls?: { id: string; function: { name: string; arguments?: unknown } }[] | null;
}

/** Text alone: images do not get onto a terminal. */
export function decodeStoredMessage(wire: StoredMessageWire): Message[] {
  const content = textIn(wire.content);
  if (wire.role === 'user') return [{ role: 'user', content }];
  if (wire.role === 'tool') return [{ role: 'tool', toolCallId: String(wire.tool_call_id), content }];
  if (wire.role !== 'assistant') return [];
  const toolCalls = (wire.tool_calls ?? []).map(({ id, function: { name, arguments: args } }) => {
    return { id, name, arguments: typeof args === 'string' ? args : JSON.stringify(args ?? {}) };
  });
  return [{ role: 'assistant', content, ...(toolCalls.length > 0 && { toolCalls }) }];
}

function textIn(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return (content as { text?: unknown }[]).map(({ text }) => (typeof text === 'string' ? text : '')).join('');
}
