import type { Message } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { Conversation, isSavedConversation } from './conversation.ts';

function answer(text: string): Parameters<Conversation['add']>[1] {
  return { text, reasoning: '', finishReason: 'stop' };
}

test('one that was kept goes on from its last answer', () => {
  const conversation = new Conversation('old');
  const { id } = conversation;
  const answered: Message[] = [
    { role: 'user', content: 'One\n two?' },
    { role: 'assistant', content: '', toolCalls: [{ id: 'c', name: 'look', arguments: '{}' }] },
    { role: 'tool', toolCallId: 'c', content: '{}' },
    { role: 'assistant', content: '1' },
  ];
  conversation.resume({ id: 'kept', messages: [...answered, { role: 'user', content: 'Stopped?' }] });
  expect(conversation).toMatchObject({ id: 'kept', system: undefined, messages: answered });
  expect(conversation.titleFor('later')).toBe('One two?');
  expect(conversation.export('text')).toContain('→ look({})');
  conversation.add('Two?', {
    text: 'half',
    reasoning: '',
    finishReason: 'interrupted',
    messages: [answered[1]!, answered[2]!],
  });
  expect(conversation.messages).toEqual(answered);
  conversation.reset();
  expect([id, 'kept']).not.toContain(conversation.id);
});

test('a question is asked with the system text and everything before it', () => {
  const conversation = new Conversation('Be brief.');
  conversation.add('One?', answer('1'));
  expect(conversation.requestFor('Two?')).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'One?' },
    { role: 'assistant', content: '1' },
    { role: 'user', content: 'Two?' },
  ]);
});

test('a question without an answer leaves no trace, so that roles keep alternating', () => {
  const conversation = new Conversation(undefined);
  conversation.add('One?', answer(''));
  expect(conversation.requestFor('Two?')).toEqual([{ role: 'user', content: 'Two?' }]);
});

test('what is saved can be restored', () => {
  const conversation = new Conversation('Be brief.');
  conversation.add('One?', answer('1'));
  const saved = conversation.serialize('m', new Date(0));
  expect(isSavedConversation(saved)).toBe(true);
  const restored = new Conversation(undefined);
  restored.restore(saved);
  expect(restored.requestFor('x')).toEqual(conversation.requestFor('x'));
});

test.each([
  'no json',
  'null',
  '{}',
  '{"format":"tuneloop-conversation","version":1,"messages":[{"role":"king"}]}',
  '{"format":"tuneloop-conversation","version":1,"messages":[],"system":3}',
])('%s is refused and changes nothing', (text) => {
  const conversation = new Conversation('kept');
  expect(() => conversation.restore(text)).toThrow('not a conversation');
  expect(conversation.system).toBe('kept');
});

test('exports: for people, and as messages of the OpenAI API', () => {
  const conversation = new Conversation('Be brief.');
  conversation.add('One?', answer('1'));
  expect(conversation.export('text')).toBe('SYSTEM\nBe brief.\n\nUSER\nOne?\n\nASSISTANT\n1\n');
  expect(JSON.parse(conversation.export('json'))).toEqual({
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'One?' },
      { role: 'assistant', content: '1' },
    ],
  });
});
