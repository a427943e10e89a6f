import { expect, it } from 'vitest';
import { createChatTemplate } from './chat-template.ts';

function render(template: string, variables: Record<string, unknown> = {}): string {
  const options = { addGenerationPrompt: false, variables };
  return createChatTemplate({ template, bosText: '', eosText: '' }).render([{ role: 'user', content: 'hi' }], options);
}

it.each<[what: string, template: string, text: string]>([
  [
    'lists that grow and shrink',
    '{% set ns = namespace(ids=[]) %}{% set _ = ns.ids.append("a" + "b") %}{% set _ = ns.ids.append("c") %}' +
      '{%- set id = ns.ids.pop(0) -%} {{ id }}{{ ns.ids | length }}',
    'ab1',
  ],
  ['text with a place for more', "{% set x = 'b' %}{{ '<a{}>'.format(x) }}", '<ab>'],
  [
    'a mapping as text',
    "{% set x = {'a': [1, true]} %}{{ x | string }}{% set y = 2 %}{{ '-' + y | string }}{{ x if x is string else x | string }}",
    '{"a": [1, true]}-2{"a": [1, true]}',
  ],
  ['the least of two', '{% set a = 3 %}{% set b = 2 %}{{ [a, b]|min }}', '2'],
  [
    'a mapping from numbers',
    '{% set m = {\n 20: 2,\n 10: 1\n} %}{% for k, v in m | dictsort %}{{ k + 1 }}={{ v }};{% endfor %}{{ m[20] }}',
    '11=1;21=2;2',
  ],
])('knows %s', (_, template, text) => {
  expect(render(template)).toBe(text);
});

it('leaves other words alone', () => {
  const template = `a.append(b) m[20] an enum | string {{ 'an enum | string' }} {{ "it's | string" }} {{ 7 | string }}`;
  expect(render(template)).toBe("a.append(b) m[20] an enum | string an enum | string it's | string 7");
});
