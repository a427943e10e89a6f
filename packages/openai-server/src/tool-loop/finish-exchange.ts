import { randomUUID } from 'node:crypto';
import type { Message, ToolCall, ToolResult } from '@tuneloop/protocol';
import { answerCalls, toolMessage, type DecidedCall } from './exchange.ts';
import type { PendingCall } from './paused-turn.ts';
import type { ApprovalNeededEvent, ToolLoopEvent, TurnEndEvent } from './tool-loop-event.ts';
import type { Turn } from './turn.ts';

/** An answer with calls, and what is decided of them. Those that stand nowhere else are the client's. */
export interface Exchange {
  /** The assistant's. */
  message: Message;
  calls: readonly ToolCall[];
  /** What ran before the turn paused, by the call's id. */
  results: Map<string, ToolResult>;
  decided: readonly DecidedCall[];
  pending: PendingCall[];
}

/**
 * Runs what was decided, and ends the exchange.
 *
 * @returns whether the turn goes on; it pauses for pending calls, and ends with calls of the client.
 */
export async function* finishExchange(
  turn: Turn,
  exchange: Exchange,
): AsyncGenerator<ToolLoopEvent, boolean, undefined> {
  const { message, calls, results, decided, pending } = exchange;
  for await (const event of answerCalls(decided, turn.settings, turn.signal)) {
    if (event.type === 'tool-result') results.set(event.id, event.result);
    yield event;
  }
  if (pending.length > 0) {
    yield pause(turn, exchange);
    return false;
  }
  const answers = calls.flatMap((call) => {
    const result = results.get(call.id);
    return result ? [toolMessage(call, result)] : [];
  });
  const messages = [message, ...answers];
  turn.messages.push(...messages);
  if (answers.length < calls.length) {
    yield endTurn(turn, { reason: 'client-tools', limitReached: false, finishReason: 'tool-calls' });
    return false;
  }
  yield { type: 'tool-exchange-end', messages };
  return true;
}

export function endTurn(
  { messages, totals }: Turn,
  end: Pick<TurnEndEvent, 'reason' | 'limitReached' | 'finishReason'>,
): TurnEndEvent {
  return { type: 'turn-end', messages, ...end, ...totals };
}

function pause(turn: Turn, { message, results, pending }: Exchange): ApprovalNeededEvent {
  const { request, messages, iterations, totals } = turn;
  return {
    type: 'approval-needed',
    turn: {
      id: `turn_${randomUUID().replaceAll('-', '')}`,
      pausedAt: new Date().toISOString(),
      request,
      messages: [...messages, message],
      results: Object.fromEntries(results),
      pending,
      iterations,
      ...totals,
    },
  };
}
