import type { Message } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { addMessages } from './add-messages.ts';
import { decodeMessages, type IncomingMessage } from './decode-message.ts';
import { encodeMessageDict, encodeMessageDicts } from './message-dict.ts';

const path = ['input', 'messages'];
const decode = (value: unknown): IncomingMessage[] => decodeMessages(value, path);

const history: { id: string; message: Message }[] = [
  {
    id: 'a',
    message: {
      role: 'user',
      content: [
        { type: 'text', text: 'See' },
        { type: 'image', url: 'data:image/png;base64,AA==' },
      ],
    },
  },
  {
    id: 'b',
    message: {
      role: 'assistant',
      content: '',
      reasoning: 'Hm.',
      toolCalls: [
        { id: 'c1', name: 'look', arguments: '{"at":1}' },
        { id: 'c2', name: 'look', arguments: '{"at":' },
      ],
    },
  },
  { id: 'c', message: { role: 'tool', toolCallId: 'c1', content: '{"status":"error","error":"No."}' } },
];

test('messages are as LangChain writes them', () => {
  expect(encodeMessageDicts(history)).toEqual([
    {
      id: 'a',
      type: 'human',
      content: [
        { type: 'text', text: 'See' },
        { type: 'image', source_type: 'base64', mime_type: 'image/png', mimeType: 'image/png', data: 'AA==' },
      ],
      additional_kwargs: {},
      response_metadata: {},
    },
    {
      id: 'b',
      type: 'ai',
      content: '',
      additional_kwargs: { reasoning_content: 'Hm.' },
      response_metadata: {},
      tool_calls: [{ id: 'c1', name: 'look', args: { at: 1 }, type: 'tool_call' }],
      invalid_tool_calls: [{ id: 'c2', name: 'look', args: '{"at":', type: 'invalid_tool_call' }],
    },
    {
      id: 'c',
      type: 'tool',
      name: 'look',
      status: 'error',
      tool_call_id: 'c1',
      content: '{"status":"error","error":"No."}',
      additional_kwargs: {},
      response_metadata: {},
    },
  ]);
});

test('what was written is read back', () => {
  const whole = history.filter(({ id }) => id !== 'b');
  const read = decode(whole.map(({ id, message }) => encodeMessageDict(id, message)));
  expect(read).toEqual(whole.map(({ id, message }) => ({ type: 'message', id, message })));
});

test('a text, one message, and OpenAI’s form will do', () => {
  const user = (content: string): object => ({ type: 'message', id: undefined, message: { role: 'user', content } });
  expect(decode('Hi')).toEqual([user('Hi')]);
  expect(decode({ role: 'user', content: [{ type: 'text', text: 'Hi' }] })).toEqual([user('Hi')]);
  expect(decode([{ type: 'human', content: 'Hi' }, 'there'])).toEqual([user('Hi'), user('there')]);
  expect(decode(null)).toEqual([]);
});

test.each([
  [{ type: 'human', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] }],
  [{ type: 'human', content: [{ type: 'image', mimeType: 'image/png', data: 'AA==' }] }],
])('an image: %j', (message) => {
  expect(decode(message)).toMatchObject([
    { message: { content: [{ type: 'image', url: 'data:image/png;base64,AA==' }] } },
  ]);
});

test.each([
  [[{ type: 'robot', content: '' }], 'input.messages.0.type'],
  [['x', { type: 'tool', content: '' }], 'input.messages.1.tool_call_id'],
  [[{ type: 'remove' }], 'input.messages.0.id'],
  [[{ type: 'human', content: [{ type: 'file', data: '' }] }], 'input.messages.0.content'],
  [[{ type: 'human', content: 7 }], 'input.messages[0].content'],
])('%j is refused by its place', (messages, place) => {
  expect(() => decode(messages)).toThrow(
    expect.objectContaining({ code: 'INVALID_REQUEST', message: expect.stringContaining(place) as string }) as Error,
  );
});

const stored = ['1', '2', '3'].map((id): { id: string; message: Message } => ({
  id,
  message: { role: 'user', content: id },
}));
const change = (...messages: unknown[]): [number, unknown[]] => {
  const { kept, added } = addMessages(stored, decode(messages));
  return [kept, added.map(({ message }) => message.content)];
};

test('messages are added, replaced and removed by their ids', () => {
  expect(change({ type: 'human', content: '4' })).toEqual([3, ['4']]);
  expect(change(...stored.map(({ id }) => ({ id, type: 'human', content: id })), '4')).toEqual([3, ['4']]);
  expect(change({ id: '2', type: 'human', content: 'two' })).toEqual([1, ['two', '3']]);
  expect(change({ id: '3', type: 'remove' })).toEqual([2, []]);
  expect(change({ id: '__remove_all__', type: 'remove' }, 'new')).toEqual([0, ['new']]);
  expect(change({ id: 's', type: 'system', content: 'Be brief.' })).toEqual([3, []]);
});
