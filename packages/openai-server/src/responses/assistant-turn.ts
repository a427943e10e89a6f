import type { AssistantMessage, ToolCall } from '@tuneloop/protocol';
import type { OutputItem } from './item.ts';

/** Items of the model that make one message: reasoning, then text, then calls. */
export interface AssistantTurn {
  /** Whether `item` can follow those that are there. */
  accepts(item: OutputItem): boolean;
  add(item: OutputItem): void;
  /** The message, if anything was said; reasoning that led to nothing is left out. */
  messages(): AssistantMessage[];
}

const order: Readonly<Record<OutputItem['type'], number>> = { reasoning: 0, message: 1, function_call: 2 };

export function createAssistantTurn(): AssistantTurn {
  const reasoning: string[] = [];
  const toolCalls: ToolCall[] = [];
  let content: string | undefined;
  let last: OutputItem['type'] = 'reasoning';
  return {
    accepts: ({ type }) => order[type] > order[last] || (type === last && type !== 'message'),
    add: (item) => {
      last = item.type;
      switch (item.type) {
        case 'reasoning':
          reasoning.push(...(item.content.length > 0 ? item.content : item.summary).map(({ text }) => text));
          break;
        case 'function_call':
          toolCalls.push({ id: item.call_id, name: item.name, arguments: item.arguments });
          break;
        case 'message':
        default:
          // To the model a refusal is text like any other.
          content = item.content.map((part) => (part.type === 'refusal' ? part.refusal : part.text)).join('');
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
      ];
    },
  };
}
