import type { WaitingTurn } from '../../lab/chat/waiting-turn.ts';
import type { PendingCall } from '../../tool-loop/paused-turn.ts';
import { readArguments } from '../messages/message-dict.ts';

/** What waits for a person. */
export interface InterruptDict {
  id: string;
  value: InterruptValue;
  when: 'during';
  resumable: true;
  ns: string[];
}

/**
 * Both shapes that clients of LangChain know, in one: the agent inbox's `HumanInterrupt`, which is about one call, and
 * the `HITLRequest` of LangChain 1, which is about all of them.
 */
export interface InterruptValue {
  action_request: { action: string; args: Record<string, unknown> };
  config: { allow_accept: boolean; allow_edit: boolean; allow_respond: boolean; allow_ignore: boolean };
  description: string;
  action_requests: { name: string; args: Record<string, unknown>; description: string }[];
  review_configs: { action_name: string; allowed_decisions: ('approve' | 'edit' | 'reject')[] }[];
}

/** The calls of a turn that nobody has decided on yet. */
export function undecidedCalls({ paused, decided = {} }: WaitingTurn): PendingCall[] {
  return paused.pending.filter(({ id }) => !Object.hasOwn(decided, id));
}

/** One interrupt, about all calls that wait; `action_request` is the first of them. */
export function encodeInterrupts(turnId: string, turn: WaitingTurn): InterruptDict[] {
  const calls = undecidedCalls(turn);
  const [first] = calls;
  if (!first) return [];
  const requests = calls.map((call) => {
    return { name: call.name, args: readArguments(call) ?? {}, description: describe(call) };
  });
  const value: InterruptValue = {
    action_request: { action: first.name, args: readArguments(first) ?? {} },
    config: { allow_accept: true, allow_edit: true, allow_respond: true, allow_ignore: true },
    description: describe(first),
    action_requests: requests,
    review_configs: [...new Set(calls.map(({ name }) => name))].map((name) => {
      return { action_name: name, allowed_decisions: ['approve', 'edit', 'reject'] };
    }),
  };
  // A part of the calls being decided makes another interrupt of what is left.
  return [{ id: `${turnId}-${first.id}`, value, when: 'during', resumable: true, ns: ['tools'] }];
}

function describe({ name, reason, effects }: PendingCall): string {
  const does = Object.entries(effects ?? {}).flatMap(([effect, is]) => (is && effect !== 'idempotent' ? [effect] : []));
  const what = does.length > 0 ? `\n\nWhat it may do: ${does.join(', ')}.` : '';
  return `The model wants to call \`${name}\`. ${reason}${what}`;
}
