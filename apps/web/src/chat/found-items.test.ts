import { expect, test } from 'vitest';
import type { ConversationItem } from './conversation-item.ts';
import { foundItems, searchedText } from './found-items.ts';
import { inWords } from './question.ts';

test('what was said is found, whatever its case, from the end on; thoughts are not searched', () => {
  const question: ConversationItem = { kind: 'question', id: '1', question: inWords('A RIVER?') };
  const answer: ConversationItem = {
    kind: 'answer',
    id: '2',
    turn: 0,
    questionId: '1',
    question: inWords('A RIVER?'),
    parts: [
      { type: 'reasoning', text: 'sand' },
      { type: 'text', text: 'The river.' },
    ],
  };
  const texts = [question, answer].map(searchedText);
  expect(foundItems(texts, ' River ')).toEqual([1, 0]);
  expect(foundItems(texts, 'sand')).toEqual([]);
  expect(foundItems(texts, ' ')).toEqual([]);
});
