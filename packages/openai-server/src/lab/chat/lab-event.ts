import type { ToolEffects, ToolResult } from '@tuneloop/protocol';
import type { FinishReasonWire } from '../../generation/finish-reason.ts';

/** A call that waits for a human. */
export interface PendingCallWire {
  id: string;
  name: string;
  arguments: string;
  reason: string;
  effects: ToolEffects | null;
}

/** The answer to `POST /chat`, and the last event of its stream. Times in seconds. */
export interface LabAnswer {
  /** Of the completion, by which the answer can be rated; `null` where nothing was generated. */
  id: string | null;
  response: string;
  reasoning: string | null;
  conversation_id: string;
  model_key: string;
  tokens_input: number;
  tokens_generated: number;
  tokens_total: number;
  generation_time: number;
  tokens_per_second: number;
  device: string;
  /** `lookup_hostname(example.org)`, in the order of the calls. */
  tools_used: string[];
  finish_reason: FinishReasonWire | 'approval_needed' | 'cancelled';
  limit_reached: boolean;
  /** With `approval_needed`. */
  pending: { turn_id: string; calls: PendingCallWire[] } | null;
}

/** An event of a streamed answer; its `type` is also its name. */
export type LabEvent =
  | { type: 'start'; id: string; conversation_id: string; model_key: string }
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'tool_call'; id: string; name: string; arguments: string }
  | { type: 'tool_result'; id: string; name: string; result: ToolResult; duration_ms: number }
  | { type: 'limit_reached'; iterations: number }
  /** So many events are gone: the reader came late, or was too slow. The last event has the whole answer. */
  | { type: 'skipped'; events: number }
  | ({ type: 'done' } & LabAnswer);
