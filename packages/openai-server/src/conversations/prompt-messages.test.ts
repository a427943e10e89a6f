import type { Message } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { promptMessages } from './prompt-messages.ts';

const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });
const call: Message = { role: 'assistant', content: '', toolCalls: [{ id: 'c', name: 'look', arguments: '{}' }] };
const result: Message = { role: 'tool', toolCallId: 'c', content: '{}' };

test('the system prompt comes first, where there is one', () => {
  expect(promptMessages('S', [user('1')])).toEqual([{ role: 'system', content: 'S' }, user('1')]);
  expect(promptMessages('', [user('1')])).toEqual([user('1')]);
  expect(promptMessages(undefined, [user('1'), assistant('2')])).toEqual([user('1'), assistant('2')]);
});

test('questions without an answer between are one, with their images', () => {
  const image: Message = { role: 'user', content: [{ type: 'image', url: 'data:image/png;base64,AA' }] };
  expect(promptMessages(undefined, [user('1'), user('2'), user('3')])).toEqual([user('1\n\n2\n\n3')]);
  expect(promptMessages(undefined, [user('1'), image])).toEqual([
    {
      role: 'user',
      content: [
        { type: 'text', text: '1' },
        { type: 'text', text: '\n\n' },
        { type: 'image', url: 'data:image/png;base64,AA' },
      ],
    },
  ]);
});

test('an answer that was lost after its tools is said to be so', () => {
  const history = [user('1'), call, result, user('2')];
  expect(promptMessages(undefined, history)).toEqual([
    ...history.slice(0, 3),
    { role: 'assistant', content: '[This answer was interrupted.]' },
    user('2'),
  ]);
  const whole = [user('1'), call, result, assistant('2'), user('3')];
  expect(promptMessages(undefined, whole)).toEqual(whole);
});
