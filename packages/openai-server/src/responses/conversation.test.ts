import { messageSchema } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { messagesOf } from './conversation.ts';
import { decodeItems } from './decode-items.ts';
import { responseIdOf } from './item-id.ts';
import type { ItemWire } from './item-wire.ts';
import type { Item } from './item.ts';

const id = `resp_${'a'.repeat(32)}`;

function messagesFrom(input: string | ItemWire[]) {
  const messages = messagesOf(decodeItems(input, id, []) as Item[]);
  for (const message of messages) expect(messageSchema.safeParse(message).error).toBeUndefined();
  // Properties that are undefined are as good as left out.
  return JSON.parse(JSON.stringify(messages)) as unknown;
}

const call = (call_id: string): ItemWire => ({ type: 'function_call', call_id, name: 'look', arguments: '{}' });
const output = (call_id: string): ItemWire => ({ type: 'function_call_output', call_id, output: 'seen' });
const think = (text: string): ItemWire => ({ type: 'reasoning', content: [{ type: 'reasoning_text', text }] });
const toolCall = (name: string) => ({ id: name, name: 'look', arguments: '{}' });

describe('input becomes messages', () => {
  test('of a text', () => {
    expect(messagesFrom('Hi')).toEqual([{ role: 'user', content: 'Hi' }]);
  });

  test('of messages, with and without type and parts', () => {
    expect(
      messagesFrom([
        { role: 'developer', content: 'Be brief.' },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
        {
          role: 'assistant',
          content: [
            { type: 'output_text', text: 'Yes' },
            { type: 'refusal', refusal: ', no.' },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'See' },
            { type: 'input_image', image_url: 'data:image/png;base64,AA' },
          ],
        },
      ]),
    ).toEqual([
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Yes, no.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See' },
          { type: 'image', url: 'data:image/png;base64,AA' },
        ],
      },
    ]);
  });

  test('of reasoning, text and calls that make one message', () => {
    expect(
      messagesFrom([
        { role: 'user', content: 'Look.' },
        think('Hm.'),
        think('Well.'),
        { role: 'assistant', content: 'Looking.' },
        call('a'),
        call('b'),
        output('b'),
        { type: 'function_call_output', call_id: 'a', output: [{ type: 'input_text', text: 'far' }] },
      ]),
    ).toEqual([
      { role: 'user', content: 'Look.' },
      {
        role: 'assistant',
        reasoning: 'Hm.\nWell.',
        content: 'Looking.',
        toolCalls: [toolCall('a'), toolCall('b')],
      },
      { role: 'tool', toolCallId: 'b', content: 'seen' },
      { role: 'tool', toolCallId: 'a', content: 'far' },
    ]);
  });

  test('of turns that follow each other without an answer between', () => {
    expect(
      messagesFrom([
        call('a'),
        think('Hm.'),
        call('b'),
        { role: 'assistant', content: 'One.' },
        { role: 'assistant', content: 'Two.' },
      ]),
    ).toEqual([
      { role: 'assistant', content: '', toolCalls: [toolCall('a')] },
      { role: 'assistant', content: '', reasoning: 'Hm.', toolCalls: [toolCall('b')] },
      { role: 'assistant', content: 'One.' },
      { role: 'assistant', content: 'Two.' },
    ]);
  });

  test('of a summary where the reasoning itself is not told', () => {
    const summary: ItemWire = { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Short.' }] };
    expect(messagesFrom([summary, { role: 'assistant', content: 'So.' }])).toEqual([
      { role: 'assistant', content: 'So.', reasoning: 'Short.' },
    ]);
  });

  test('without reasoning that led to nothing', () => {
    expect(messagesFrom([think('Hm.'), { role: 'user', content: 'Go on.' }])).toEqual([
      { role: 'user', content: 'Go on.' },
    ]);
  });
});

describe('items', () => {
  test('keep their ids, and get those of the response where they have none', () => {
    const items = decodeItems([{ id: 'mine', role: 'user', content: 'a' }, call('c'), output('c'), think('x')], id, []);
    const suffix = 'a'.repeat(32);
    expect(items.map((item) => item.id)).toEqual(['mine', `fc_${suffix}_in1`, `fco_${suffix}_in2`, `rs_${suffix}_in3`]);
    for (const item of items.slice(1)) expect(responseIdOf(item.id)).toBe(id);
    expect(responseIdOf('mine')).toBeUndefined();
  });

  test('keep that they are incomplete, and are complete otherwise', () => {
    const [cut, whole] = decodeItems(
      [
        { role: 'assistant', content: 'a', status: 'incomplete' },
        { role: 'user', content: 'a', status: 'in_progress' },
      ],
      id,
      [],
    );
    expect([cut, whole]).toMatchObject([{ status: 'incomplete' }, { status: 'completed' }]);
  });
});
