import type { Message } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import type { AssistantBlockWire, TextBlockWire, UserBlockWire } from './content-wire.ts';
import { decodeAssistantTurn, decodeUserTurn, joinParagraphs } from './decode-content.ts';
import type { InputMessageWire, SystemWire } from './message-wire.ts';

type Turn =
  | { role: 'user'; blocks: UserBlockWire[] }
  | { role: 'assistant'; blocks: AssistantBlockWire[] }
  | { role: 'system'; blocks: TextBlockWire[] };

export interface Conversation {
  messages: Message[];
  /** The last message is an assistant's, to go on with. */
  continueFinalMessage: true | undefined;
}

/**
 * The system prompt and the messages, in which neighbours of one role are one turn, as Anthropic has it.
 *
 * Errors: `INVALID_REQUEST` when the last turn calls tools and nobody says what they returned.
 */
export function decodeConversation(
  system: SystemWire | null | undefined,
  wires: readonly InputMessageWire[],
): Conversation {
  const prompt = typeof system === 'string' ? system : joinParagraphs(system ?? []);
  const turns = combineTurns(wires);
  const messages = turns.flatMap(decodeTurn);
  const last = messages.at(-1);
  if (last?.role === 'assistant' && last.toolCalls) {
    const path = `messages[${wires.length - 1}]`;
    throw requestProblem(
      'invalid_value',
      `${path}: the assistant calls tools here; a user's message with a "tool_result" block for each must follow`,
      path,
    );
  }
  return {
    messages: prompt === '' ? messages : [{ role: 'system', content: prompt }, ...messages],
    continueFinalMessage: last?.role === 'assistant' || undefined,
  };
}

function combineTurns(wires: readonly InputMessageWire[]): Turn[] {
  const turns: Turn[] = [];
  for (const { role, content } of wires) {
    const blocks = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
    const last = turns.at(-1);
    // The role decides which blocks there are, which the type of a union's members does not say.
    if (last?.role === role) (last.blocks as unknown[]).push(...blocks);
    else turns.push({ role, blocks: [...blocks] } as Turn);
  }
  return turns;
}

function decodeTurn(turn: Turn): Message[] {
  switch (turn.role) {
    case 'user':
      return decodeUserTurn(turn.blocks);
    case 'assistant':
      return [decodeAssistantTurn(turn.blocks)];
    case 'system':
    default:
      return [{ role: 'system', content: joinParagraphs(turn.blocks) }];
  }
}
