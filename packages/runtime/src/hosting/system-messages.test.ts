import type { Message } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { createChatTemplate } from '../template/index.ts';
import { placeSystemMessages, systemPlacement } from './system-messages.ts';

function placementOf(template: string): string {
  const { render } = createChatTemplate({ template, bosText: '', eosText: '' });
  return systemPlacement((messages) => render(messages, { addGenerationPrompt: true }));
}

const all = '{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}';
const conversation: Message[] = [
  { role: 'system', content: 'One.' },
  { role: 'developer', content: [{ type: 'text', text: 'Two.' }] },
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: 'Hello' },
  { role: 'system', content: 'Three.' },
];

describe('systemPlacement', () => {
  it.each([
    ['anywhere', all],
    [
      'first',
      `{% for m in messages %}{% if m.role == 'system' and not loop.first %}{{ raise_exception('no') }}{% endif %}{{ m.content }}{% endfor %}`,
    ],
    [
      'first',
      `{{ messages[0].content }}{% for m in messages[1:] %}{% if m.role != 'system' %}{{ m.content }}{% endif %}{% endfor %}`,
    ],
    ['none', `{% if messages[0].role == 'system' %}{{ raise_exception('no') }}{% endif %}${all}`],
    ['none', "{% for m in messages if m.role != 'system' %}{{ m.content }}{% endfor %}"],
  ])('is %s', (placement, template) => {
    expect(placementOf(template)).toBe(placement);
  });
});

describe('placeSystemMessages', () => {
  it('leaves alone what the template takes', () => {
    expect(placeSystemMessages(conversation, 'anywhere')).toEqual(conversation);
    const one = [conversation[0]!, conversation[2]!];
    expect(placeSystemMessages(one, 'first')).toEqual(one);
    expect(placeSystemMessages([conversation[2]!], 'none')).toEqual([conversation[2]]);
  });

  it('joins all of them to one at the beginning', () => {
    expect(placeSystemMessages(conversation, 'first')).toEqual([
      { role: 'system', content: 'One.\n\nTwo.\n\nThree.' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
    ]);
  });

  it('joins them to what the user says first', () => {
    expect(placeSystemMessages(conversation, 'none')).toEqual([
      { role: 'user', content: 'One.\n\nTwo.\n\nThree.\n\nHi' },
      { role: 'assistant', content: 'Hello' },
    ]);
    expect(placeSystemMessages([conversation[0]!], 'none')).toEqual([{ role: 'user', content: 'One.' }]);
  });
});
