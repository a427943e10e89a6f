import { TuneloopError, type Message } from '@tuneloop/protocol';
import type { WaitingTurn } from '../../lab/chat/waiting-turn.ts';
import type { ApprovalDecisions } from '../../tool-loop/check-decisions.ts';
import { undecidedCalls } from '../interrupts/encode-interrupt.ts';
import { decodeResume, type CallDecision } from '../interrupts/decode-resume.ts';

export interface DecidedTurn {
  /** With what was decided, and the arguments that people edited. */
  turn: WaitingTurn;
  decisions: ApprovalDecisions;
  /** Whether every call is decided on. */
  isWhole: boolean;
}

/**
 * A turn that waits, with what a person decided on its calls, or on the first of them.
 *
 * Errors: `INVALID_REQUEST`, `FORBIDDEN` (approving, where the client may not).
 */
export function decideTurn(turn: WaitingTurn, resume: unknown, approves: boolean): DecidedTurn {
  const made = decodeResume(resume, undecidedCalls(turn));
  if (!approves && [...made.values()].some(({ decision }) => decision === 'approve')) {
    const message = 'To approve calls of tools takes an API key with the scope "admin".';
    throw new TuneloopError('FORBIDDEN', message, { details: { scope: 'admin' } });
  }
  const decisions = {
    ...turn.decided,
    ...Object.fromEntries([...made].map(([id, { decision }]) => [id, decision])),
  };
  const decided = withEdits({ ...turn, decided: decisions }, made);
  return { turn: decided, decisions, isWhole: undecidedCalls(decided).length === 0 };
}

/** The history has the arguments that the call runs with. */
function withEdits(turn: WaitingTurn, made: ReadonlyMap<string, CallDecision>): WaitingTurn {
  const edit = <T extends { id: string; arguments: string }>(call: T): T => {
    const edited = made.get(call.id)?.edited;
    return edited ? { ...call, arguments: edited.arguments } : call;
  };
  const { paused } = turn;
  const messages = paused.messages.map((message, index): Message => {
    const isLast = index === paused.messages.length - 1;
    return isLast && message.role === 'assistant' ? { ...message, toolCalls: message.toolCalls?.map(edit) } : message;
  });
  return { ...turn, paused: { ...paused, messages, pending: paused.pending.map(edit) } };
}
