import { textOfParts } from './answer-part.ts';
import type { ConversationItem } from './conversation-item.ts';

/** What is searched of an item: what was said, without thoughts and calls. */
export function searchedText(item: ConversationItem): string {
  return (item.kind === 'question' ? item.question.text : textOfParts(item.parts)).toLowerCase();
}

/** Places of the items that have it, the last first, as a conversation is read from its end. */
export function foundItems(texts: readonly string[], wanted: string): number[] {
  const words = wanted.trim().toLowerCase();
  if (words === '') return [];
  return texts.flatMap((text, index) => (text.includes(words) ? [index] : [])).toReversed();
}
