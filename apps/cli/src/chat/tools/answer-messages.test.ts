import { textOf } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import type { AnswerEvent } from '../chat-model.ts';
import { AnswerMessages } from './answer-messages.ts';

const call = (id: string): AnswerEvent => ({ type: 'tool-call', call: { id, name: 'look', arguments: '{}' } });
const result = (id: string): AnswerEvent => {
  const { call: called } = call(id) as Extract<AnswerEvent, { type: 'tool-call' }>;
  return { type: 'tool-result', call: called, result: { status: 'success' }, durationMs: 1 };
};
const text = (piece: string): AnswerEvent => ({ type: 'text-delta', text: piece });

function messagesOf(...events: AnswerEvent[]): string[] {
  const answer = new AnswerMessages();
  for (const event of events) answer.add(event);
  return answer.messages.map((message) => {
    const ids = message.role === 'assistant' ? (message.toolCalls ?? []).map(({ id }) => id) : [];
    return [message.role, message.role === 'tool' ? message.toolCallId : textOf(message.content), ...ids].join(' ');
  });
}

test('each call has its result behind it, in the order of the calls', () => {
  const events = [
    text('Let me '),
    text('look.'),
    call('a'),
    call('b'),
    result('b'),
    result('a'),
    call('c'),
    result('c'),
  ];
  expect(messagesOf(...events, text('Done.'))).toEqual([
    'assistant Let me look. a b',
    'tool a',
    'tool b',
    'assistant  c',
    'tool c',
    'assistant Done.',
  ]);
});

test('a call without a result is not kept, what was said is', () => {
  expect(messagesOf(text('Let me look.'), call('a'))).toEqual(['assistant Let me look.']);
  expect(messagesOf(call('a'), call('b'), result('a'))).toEqual([]);
});
