import type { Message } from '@tuneloop/protocol';
import { expect, it } from 'vitest';
import { createChatTemplate } from '../template/index.ts';
import { shortenIds, wantsShortIds } from './call-ids.ts';

const body =
  '{% for m in messages %}{{ m.content }}{% for c in m.tool_calls or [] %}{{ c.id }}{% endfor %}{% endfor %}';

it.each([
  [false, body],
  [
    true,
    `{% for m in messages %}{% if m.tool_call_id is defined and m.tool_call_id | length != 9 %}{{ raise_exception('9') }}{% endif %}{% endfor %}${body}`,
  ],
  [false, `{{ raise_exception('whatever') }}`],
])('is found out by trying: %s', (wants, template) => {
  const { render } = createChatTemplate({ template, bosText: '', eosText: '' });
  expect(wantsShortIds((messages) => render(messages, { addGenerationPrompt: true }))).toBe(wants);
});

it('gives calls and their results the same short ids, and leaves those that fit', () => {
  const call = (id: string) => ({ id, name: 'f', arguments: '{}' });
  const messages: Message[] = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: '', toolCalls: [call('toolu_01'), call('abcDEF123'), call('functions.f:1')] },
    { role: 'tool', toolCallId: 'functions.f:1', content: 'a' },
    { role: 'tool', toolCallId: 'toolu_01', content: 'b' },
    { role: 'tool', toolCallId: 'abcDEF123', content: 'c' },
    { role: 'assistant', content: 'Done.' },
  ];
  expect(shortenIds(messages)).toEqual([
    messages[0],
    { role: 'assistant', content: '', toolCalls: [call('call00000'), call('abcDEF123'), call('call00001')] },
    { role: 'tool', toolCallId: 'call00001', content: 'a' },
    { role: 'tool', toolCallId: 'call00000', content: 'b' },
    messages[4],
    messages[5],
  ]);
});
