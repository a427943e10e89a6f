import type { Message } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { createChatTemplate } from '../template/index.ts';
import { callPlacement, setCallsApart } from './call-placement.ts';

const calls = '{% for c in m.tool_calls or [] %}{{ c.function.name }}{% endfor %}';
const loop = (body: string): string => `{% for m in messages %}${body}{{ m.content }}{% endfor %}`;

describe('callPlacement', () => {
  it.each([
    ['together', loop(calls)],
    ['apart', loop(`{% if (m.tool_calls or []) | length > 1 %}{{ raise_exception('one') }}{% endif %}${calls}`)],
    ['apart', loop('{% if m.tool_calls %}{{ m.tool_calls[0].function.name }}{% endif %}')],
    ['none', loop('')],
    ['together', "{{ raise_exception('whatever') }}"],
  ])('is %s', (placement, template) => {
    const { render } = createChatTemplate({ template, bosText: '', eosText: '' });
    expect(callPlacement((messages) => render(messages, { addGenerationPrompt: true }))).toBe(placement);
  });
});

it('sets calls apart, each with its result', () => {
  const call = (id: string) => ({ id, name: `tool-${id}`, arguments: '{}' });
  const result = (id: string): Message => ({ role: 'tool', toolCallId: id, content: `result-${id}` });
  const question: Message = { role: 'user', content: 'Hi' };
  const together: Message[] = [
    question,
    { role: 'assistant', content: 'Let me see.', reasoning: 'Hm.', toolCalls: [call('a'), call('b')] },
    result('b'),
    result('a'),
    result('other'),
    { role: 'assistant', content: '', toolCalls: [call('c')] },
    result('c'),
  ];
  expect(setCallsApart(together)).toEqual([
    question,
    { role: 'assistant', content: 'Let me see.', reasoning: 'Hm.', toolCalls: [call('a')] },
    result('a'),
    { role: 'assistant', content: '', toolCalls: [call('b')] },
    result('b'),
    result('other'),
    ...together.slice(5),
  ]);
});
