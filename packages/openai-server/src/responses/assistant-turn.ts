import type { AssistantMessage, ToolCall, ToolMessage } from '@tuneloop/protocol';
import type { FunctionCallItem, OutputMessageItem, ReasoningItem } from './item.ts';

/** A call that this server answered: its result follows the message. */
export interface AnsweredCall {
  type: 'answered_call';
  call: ToolCall;
  result: string;
}

export type TurnPart = OutputMessageItem | FunctionCallItem | ReasoningItem | AnsweredCall;

/** Items of the model that make one message: reasoning, then text, then calls. */
export interface AssistantTurn {
  /** Whether `part` can follow those that are there. */
  accepts(part: TurnPart): boolean;
  add(part: TurnPart): void;
  /** The message, if anything was said, and the results of calls; reasoning that led to nothing is left out. */
  messages(): (AssistantMessage | ToolMessage)[];
}

const order: Readonly<Record<TurnPart['type'], number>> = {
  reasoning: 0,
  message: 1,
  function_call: 2,
  answered_call: 2,
};

export function createAssistantTurn(): AssistantTurn {
  const reasoning: string[] = [];
  const toolCalls: ToolCall[] = [];
  const results: ToolMessage[] = [];
  let content: string | undefined;
  let last: TurnPart['type'] = 'reasoning';
  return {
    accepts: ({ type }) => order[type] > order[last] || (order[type] === order[last] && type !== 'message'),
    add: (part) => {
      last = part.type;
      switch (part.type) {
        case 'reasoning':
          reasoning.push(...(part.content.length > 0 ? part.content : part.summary).map(({ text }) => text));
          break;
        case 'function_call':
          toolCalls.push({ id: part.call_id, name: part.name, arguments: part.arguments });
          break;
        case 'answered_call':
          toolCalls.push(part.call);
          results.push({ role: 'tool', toolCallId: part.call.id, content: part.result });
          break;
        case 'message':
        default:
          // To the model a refusal is text like any other.
          content = part.content.map((piece) => (piece.type === 'refusal' ? piece.refusal : piece.text)).join('');
      }
    },
    messages: () => {
      if (content === undefined && toolCalls.length === 0) return [];
      return [
        {
          role: 'assistant',
          content: content ?? '',
          reasoning: reasoning.length > 0 ? reasoning.join('\n') : undefined,
          toolCalls: toolCalls.length > 0 ? toolCalls : undefined,
        },
        ...results,
      ];
    },
  };
}
