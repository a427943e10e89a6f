import { expect, test } from 'vitest';
import type { StoredMessage } from './conversation-item.ts';
import { withContent, withMessageAt } from './edit-history.ts';

const at = (id: string, parent: string | null): { id: string; parent_id: string | null; created_at: number } => {
  return { id, parent_id: parent, created_at: 0 };
};
const call = { id: 'c', type: 'function', function: { name: 'read', arguments: '{}' } } as const;
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } } as const;
const messages: StoredMessage[] = [
  { ...at('1', null), role: 'user', content: [{ type: 'text', text: 'Look.' }, image] },
  { ...at('2', '1'), role: 'assistant', content: null, tool_calls: [call] },
  { ...at('3', '2'), role: 'tool', tool_call_id: 'c', content: 'x' },
];

test('a message is replaced or left out, and what follows stays', () => {
  const second = { role: 'assistant', content: null, tool_calls: [call] };
  const third = { role: 'tool', tool_call_id: 'c', content: 'x' };
  expect(withMessageAt(messages, 0, { role: 'user', content: 'Read.' })).toEqual({
    after: null,
    messages: [{ role: 'user', content: 'Read.' }, second, third],
  });
  expect(withMessageAt(messages, 1, undefined)).toEqual({ after: '1', messages: [third] });
});

test('other words leave calls and images as they are', () => {
  expect(withContent(messages[0]!, 'See.')).toEqual({ role: 'user', content: [{ type: 'text', text: 'See.' }, image] });
  expect(withContent(messages[1]!, 'I will.')).toEqual({ role: 'assistant', content: 'I will.', tool_calls: [call] });
});
