import { expect, test } from 'vitest';
import { readConversations } from './conversation-import.ts';

const messages = [{ role: 'user', content: 'Hi' }];
const one = { title: 'A', system_prompt: 'Be brief.', folder: 'Ships', messages };

test('one conversation, all of them, and lines for fine-tuning are read', () => {
  expect(readConversations(JSON.stringify({ id: 'x', object: 'conversation', ...one }))).toEqual([one]);
  const all = { conversations: [one, { messages }] };
  const plain = { title: null, system_prompt: null, folder: null, messages };
  expect(readConversations(JSON.stringify(all, undefined, 2))).toEqual([one, plain]);
  const line = JSON.stringify({ messages: [{ role: 'system', content: 'Be brief.' }, ...messages] });
  expect(readConversations(`${line}\n${JSON.stringify({ messages })}\n`)).toMatchObject([
    { system_prompt: 'Be brief.' },
    { system_prompt: null },
  ]);
});

test.each(['', 'text', '{}', '[]', '{"messages":"x"}', '{"messages":[]}\nnonsense'])('%j holds none', (content) => {
  expect(() => readConversations(content)).toThrow('no conversation');
});
