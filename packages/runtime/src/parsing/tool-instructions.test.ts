import type { Message } from '@tuneloop/protocol';
import { expect, it } from 'vitest';
import { describeTools } from './index.ts';

const weather = { name: 'weather', description: 'Tells it.', parameters: { type: 'object' } };

it('tells of the tools in the system message that is there', () => {
  const [system, ...others] = describeTools(
    [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Rain?' },
    ],
    [weather],
  );
  expect(system).toMatchObject({ role: 'system', content: expect.stringMatching(/^Be brief\.\n\nYou can call tools/) });
  expect(system?.content).toContain('{"name":"weather","description":"Tells it.","parameters":{"type":"object"}}');
  expect(others).toEqual([{ role: 'user', content: 'Rain?' }]);
});

it('adds a system message where there is none', () => {
  expect(describeTools([{ role: 'user', content: 'Rain?' }], [weather]).map(({ role }) => role)).toEqual([
    'system',
    'user',
  ]);
});

it('writes calls as the model is to write them, and their results in turn', () => {
  const messages: Message[] = [
    { role: 'user', content: 'Rain?' },
    {
      role: 'assistant',
      content: '',
      toolCalls: [
        { id: 'a', name: 'weather', arguments: '{"city":"Rome"}' },
        { id: 'b', name: 'weather', arguments: '{}' },
      ],
    },
    { role: 'tool', toolCallId: 'a', content: 'sun' },
    { role: 'tool', toolCallId: 'b', content: 'rain' },
  ];
  expect(describeTools(messages, [])).toEqual([
    { role: 'user', content: 'Rain?' },
    {
      role: 'assistant',
      content: '{"name": "weather", "arguments": {"city":"Rome"}}\n{"name": "weather", "arguments": {}}',
    },
    { role: 'user', content: 'Result of the tool call a: sun\nResult of the tool call b: rain' },
  ]);
});
