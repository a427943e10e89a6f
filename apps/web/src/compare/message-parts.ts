import type { Schemas } from '../api/client.ts';
import type { AnswerPart } from '../chat/answer-part.ts';
import { contentText } from '../chat/conversation-item.ts';

export type Message = Schemas['Message'];

/** What a model said, as answers of the chat are shown; nothing where it was not recorded. */
export function partsOfMessage(message: Message | null): readonly AnswerPart[] {
  if (message?.role !== 'assistant') return [];
  const { content, reasoning_content: reasoning, tool_calls: calls } = message;
  const said = contentText(content);
  return [
    ...(reasoning ? [{ type: 'reasoning', text: reasoning } as const] : []),
    ...(said === '' ? [] : [{ type: 'text', text: said } as const]),
    ...(calls ?? []).map(({ id, function: { name, arguments: written } }) => {
      return { type: 'tool', id, name, arguments: typeof written === 'string' ? written : '' } as const;
    }),
  ];
}
