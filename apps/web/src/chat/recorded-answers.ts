import { textOfParts } from './answer-part.ts';
import { contentText, type AnswerItem } from './conversation-item.ts';
import type { Interaction } from './conversation-queries.ts';

/**
 * What was recorded of an answer, by which it can be rated: the latest of its turn that says what it says. The stored
 * message has no id of it.
 */
export function interactionOf(item: AnswerItem, interactions: readonly Interaction[]): Interaction | undefined {
  const said = textOfParts(item.parts);
  return interactions.find(({ turn, message, error }) => {
    if (turn !== item.turn || error || message?.role !== 'assistant') return false;
    const text = contentText(message.content);
    return text !== '' && said.endsWith(text);
  });
}
