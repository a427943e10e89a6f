import type { Message } from '@tuneloop/protocol';
import { expect, it } from 'vitest';
import { createChatTemplate } from '../template/index.ts';
import { insistsOnTurns, joinTurns } from './turns.ts';

const all = '{% for m in messages %}{{ m.content }}{% endfor %}';
const strict =
  "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('turns') }}{% endif %}{% endfor %}";

it.each([
  [false, all],
  [true, strict + all],
  [false, "{{ raise_exception('whatever') }}"],
])('is found out by trying: %s', (insists, template) => {
  const { render } = createChatTemplate({ template, bosText: '', eosText: '' });
  expect(insistsOnTurns((messages) => render(messages, { addGenerationPrompt: true }))).toBe(insists);
});

it('joins what one side says in a row', () => {
  const toolCalls = [{ id: 'a', name: 'f', arguments: '{}' }];
  const messages: Message[] = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'One.' },
    { role: 'user', content: [{ type: 'text', text: 'Two.' }] },
    { role: 'assistant', content: 'Three.' },
    { role: 'assistant', content: '', reasoning: 'Hm.', toolCalls },
    { role: 'tool', toolCallId: 'a', content: 'Four.' },
    { role: 'tool', toolCallId: 'a', content: 'Five.' },
    { role: 'assistant', content: 'Six.' },
    { role: 'assistant', content: 'Seven.' },
  ];
  const part = (text: string) => ({ type: 'text', text });
  expect(joinTurns(messages)).toEqual([
    messages[0],
    { role: 'user', content: [part('One.'), part('\n\n'), part('Two.')] },
    { role: 'assistant', content: 'Three.', reasoning: 'Hm.', toolCalls },
    messages[5],
    messages[6],
    { role: 'assistant', content: 'Six.\n\nSeven.' },
  ]);
});
