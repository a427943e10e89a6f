import { expect, it } from 'vitest';
import { templateFeatures } from './template-features.ts';

it.each([
  ['nothing', '{% for message in messages %}{{ message.content }}{% endfor %}', { tools: false, reasoning: false }],
  ['tools', '{% if tools %}{{ tools | tojson }}{% endif %}', { tools: true, reasoning: false }],
  ['a switch for thinking', '{% if enable_thinking %}…{% endif %}', { tools: false, reasoning: true }],
  ['markup for thoughts', "{% if '</think>' in content %}…{% endif %}", { tools: false, reasoning: true }],
  ['channels', "{{ '<|channel|>analysis' }}", { tools: false, reasoning: true }],
  [
    'words about tools and thinking',
    'Use tools, thinking hard. {# tools, enable_thinking #}',
    { tools: false, reasoning: false },
  ],
])('finds %s', (_, template, features) => {
  expect(templateFeatures(template)).toEqual(features);
});

it('finds nothing without a template', () => {
  expect(templateFeatures(undefined)).toEqual({ tools: false, reasoning: false });
});
