import { textOf, type Message, type Timings, type Usage } from '@tuneloop/protocol';
import type { PausedTurn } from '../../tool-loop/paused-turn.ts';
import type { LabAnswer, PendingCallWire } from './lab-event.ts';

/** What an answer says whatever came of the turn. */
export interface AnswerFacts {
  completion: string | null;
  conversation: string;
  modelKey: string;
  device: string;
  toolsUsed: readonly string[];
}

interface AnswerParts {
  messages: readonly Message[];
  usage: Usage;
  timings: Timings;
  finishReason: LabAnswer['finish_reason'];
  limitReached?: boolean;
  pending?: LabAnswer['pending'];
}

export function encodeAnswer(facts: AnswerFacts, parts: AnswerParts): LabAnswer {
  const { usage, timings } = parts;
  const last = parts.messages.findLast((message) => message.role === 'assistant');
  const decodeSeconds = timings.decodeMs / 1000;
  return {
    id: facts.completion,
    response: last ? textOf(last.content) : '',
    reasoning: last?.reasoning ?? null,
    conversation_id: facts.conversation,
    model_key: facts.modelKey,
    tokens_input: usage.promptTokens,
    tokens_generated: usage.completionTokens,
    tokens_total: usage.promptTokens + usage.completionTokens,
    generation_time: timings.totalMs / 1000,
    tokens_per_second: decodeSeconds > 0 ? usage.completionTokens / decodeSeconds : 0,
    device: facts.device,
    tools_used: [...facts.toolsUsed],
    finish_reason: parts.finishReason,
    limit_reached: parts.limitReached ?? false,
    pending: parts.pending ?? null,
  };
}

export function encodePending({ id, pending }: PausedTurn): NonNullable<LabAnswer['pending']> {
  const calls = pending.map(({ id: call, name, arguments: text, reason, effects }): PendingCallWire => {
    return { id: call, name, arguments: text, reason, effects: effects ?? null };
  });
  return { turn_id: id, calls };
}
