import { expect, test } from 'vitest';
import { inWords } from './question.ts';
import { itemsOf, type StoredMessage } from './conversation-item.ts';

const place = (id: string): { id: string; parent_id: null; created_at: number } => ({
  id,
  parent_id: null,
  created_at: 0,
});
const call = { id: 'call_1', type: 'function', function: { name: 'read', arguments: '{"path":"/x"}' } } as const;

test('an answer with its calls, results and reasoning is one item', () => {
  const messages: StoredMessage[] = [
    { ...place('1'), role: 'user', content: 'Read it.' },
    { ...place('2'), role: 'assistant', content: null, tool_calls: [call] },
    { ...place('3'), role: 'tool', tool_call_id: 'call_1', content: '{"status":"success","lines":3}' },
    { ...place('4'), role: 'assistant', content: 'Three lines.', reasoning_content: 'So few.' },
    { ...place('5'), role: 'user', content: [{ type: 'text', text: 'Thanks.' }] },
  ];
  expect(itemsOf(messages)).toEqual([
    { kind: 'question', id: '1', question: inWords('Read it.') },
    {
      kind: 'answer',
      id: '4',
      turn: 0,
      questionId: '1',
      question: inWords('Read it.'),
      parts: [
        {
          type: 'tool',
          id: 'call_1',
          name: 'read',
          arguments: '{"path":"/x"}',
          result: { status: 'success', lines: 3 },
        },
        { type: 'reasoning', text: 'So few.' },
        { type: 'text', text: 'Three lines.' },
      ],
    },
    { kind: 'question', id: '5', question: inWords('Thanks.') },
  ]);
});
