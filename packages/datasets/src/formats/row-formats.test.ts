import { expect, test } from 'vitest';
import type { Row } from '../rows/row.ts';
import { chatml } from '../templates/templates.ts';
import { createTextWriter } from '../templates/text-writer.ts';
import { detectRowFormat } from './detect-format.ts';
import { parseRow } from './parse-row.ts';
import { parseRowFormatName, rowFormatAliases, rowFormats, type RowFormatName } from './row-formats.ts';

const question = { role: 'user', content: 'Weather in Oslo?' };
const call = {
  role: 'assistant',
  content: '',
  tool_calls: [{ id: 'a', type: 'function', function: { name: 'weather', arguments: { city: 'Oslo' } } }],
};
const result = { role: 'tool', content: '{"rain":true}', name: 'weather', tool_call_id: 'a' };
const answer = { role: 'assistant', content: 'It rains.' };
const thoughtful = { role: 'assistant', content: 'Rain.', reasoning_content: 'The tool says so.' };
const tools = [{ type: 'function', function: { name: 'weather', description: 'Now', parameters: { type: 'object' } } }];
const openaiCall = {
  ...call,
  content: null,
  tool_calls: [{ id: 'a', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }],
};

/** A row of each format; all of them are written again as they were read. */
const rows: Record<RowFormatName, Row[]> = {
  sft: [
    { messages: [question, call, result, thoughtful], tools },
    { messages: [question, answer], id: 7 },
  ],
  'openai-sft': [
    { messages: [question, { ...answer, weight: 0 }, question, answer] },
    { messages: [question, openaiCall, { role: 'tool', content: '{}', tool_call_id: 'a' }, answer], tools },
  ],
  'prompt-completion': [
    { prompt: [question], completion: [answer] },
    { prompt: 'Once', completion: ' upon' },
  ],
  preference: [
    { prompt: [question], chosen: [answer], rejected: [thoughtful], tools },
    { prompt: 'Once', chosen: ' upon', rejected: ' again' },
  ],
  'preference-implicit': [
    { chosen: [question, answer], rejected: [question, thoughtful] },
    { chosen: 'Q: 1\nA: good one', rejected: 'Q: 1\nA: bad one' },
  ],
  'openai-preference': [
    {
      input: { messages: [question], tools, parallel_tool_calls: true },
      preferred_output: [answer],
      non_preferred_output: [{ role: 'assistant', content: 'No.' }],
    },
  ],
  kto: [
    { prompt: [question], completion: [answer], label: true, tools },
    { prompt: 'a', completion: 'b', label: false },
  ],
  scored: [{ prompt: [question], completion: [answer], score: 4.5 }],
  'prompt-only': [{ prompt: [question], reference: '42' }, { prompt: 'Once' }],
  'trlx-samples': [{ sample: ['a', 'b'], reward: -1 }],
  'trlx-preference': [{ prompt: 'a', chosen: 'b', rejected: 'c' }],
  stepwise: [{ prompt: 'a', completions: ['b', 'c'], labels: [true, false] }],
  sharegpt: [
    {
      conversations: [
        { from: 'system', value: 'Be brief.' },
        { from: 'human', value: 'Weather?' },
        {
          from: 'function_call',
          value: '<think>\nAsk.\n</think>\n\nLet me see.\n{"name":"weather","arguments":{"city":"Oslo"}}',
        },
        { from: 'observation', value: '{"rain":true}' },
        { from: 'gpt', value: 'It rains.' },
      ],
      tools: JSON.stringify([tools[0]!.function]),
    },
  ],
  alpaca: [
    { instruction: 'And now?', input: '', output: 'Sun.', system: 'Be brief.', history: [['Weather?', 'Rain.']] },
    { instruction: 'Weather?', input: '', output: 'Rain.', system: '', history: [] },
  ],
  text: [{ text: 'Once upon a time' }],
};

const cases = Object.entries(rows).flatMap(([name, list]) => list.map((row) => [name as RowFormatName, row] as const));

test.each(cases)('%s is read and written again: %j', async (name, row) => {
  const parsed = parseRow(row, name);
  if ('flaw' in parsed) throw new Error(parsed.flaw.message);
  expect(parsed.example.kind).toBe(rowFormats[name].kind);
  const written = await rowFormats[name].write(parsed.example, createTextWriter(chatml));
  expect({ ...written, ...(rowFormats[name].open && parsed.example.columns) }).toEqual(row);
});

test.each(cases)('%s is read from cells of text as well: %j', (name, row) => {
  const cells = Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
  if (name === 'openai-preference') return expect(parseRow(cells, name)).toHaveProperty('flaw');
  const { columns: _cells, ...fromCells } = exampleOf(parseRow(cells, name));
  const { columns: _values, ...fromValues } = exampleOf(parseRow(row, name));
  return expect(fromCells).toEqual(fromValues);
});

/** Formats that share their columns with another are told as that one. */
const toldAs: Partial<Record<RowFormatName, RowFormatName>> = {
  'openai-sft': 'sft',
  'preference-implicit': 'preference',
  'trlx-preference': 'preference',
};

test.each(cases)('%s is told by its rows: %j', (name, row) => {
  expect(detectRowFormat([row]).format).toBe(toldAs[name] ?? name);
});

test('where no format fits, it says which columns are missing', () => {
  const { format, candidates, columns } = detectRowFormat([
    { chosen: 'a', label: 1 },
    { chosen: 'b', label: null, more: [] },
  ]);
  expect(format).toBeUndefined();
  expect(candidates).toContainEqual({ format: 'preference', valid: 0, missing: ['rejected'] });
  expect(candidates).toContainEqual({ format: 'kto', valid: 0, missing: ['prompt', 'completion'] });
  expect(columns).toEqual([
    { name: 'chosen', present: 2, types: ['string'] },
    { name: 'label', present: 1, types: ['integer', 'null'] },
    { name: 'more', present: 1, types: ['array'] },
  ]);
});

test.each<[RowFormatName, Row, string, string]>([
  ['sft', {}, 'missing-field', 'messages is missing'],
  ['sft', { messages: [] }, 'empty', 'the conversation is empty'],
  ['sft', { messages: [question] }, 'no-answer', 'ends with a message of the user'],
  ['sft', { messages: [question, { role: 'assistant', content: ' ' }] }, 'empty', 'the answer'],
  ['sft', { messages: [question, { role: 'bot', content: 'x' }] }, 'wrong-value', 'messages.1.role'],
  ['sft', { messages: [question, { role: 'assistant', content: 3 }] }, 'wrong-value', 'messages.1.content'],
  ['sft', { messages: [{ content: 'x' }] }, 'missing-field', 'messages.0.role'],
  ['sft', { messages: 'x' }, 'wrong-value', 'messages'],
  ['sft', { messages: [question, answer], tools: [{}] }, 'wrong-value', 'tools.0'],
  ['preference', { prompt: 'a', chosen: 'b', rejected: 'b' }, 'same-answers', 'the same'],
  ['preference', { prompt: 'a', chosen: 'b' }, 'missing-field', 'rejected'],
  ['preference', { prompt: [question], chosen: [answer], rejected: [question] }, 'no-answer', 'rejected'],
  ['kto', { prompt: 'a', completion: 'b', label: 'maybe' }, 'wrong-value', 'label'],
  ['kto', { prompt: ' ', completion: 'b', label: true }, 'empty', 'the prompt'],
  ['scored', { prompt: 'a', completion: 'b', score: 'good' }, 'wrong-value', 'score'],
  ['stepwise', { prompt: 'a', completions: ['b'], labels: [true, true] }, 'length-mismatch', '1 completions, but 2'],
  ['sharegpt', { conversations: [{ from: 'alien', value: 'x' }] }, 'wrong-value', 'conversations.0.from'],
  [
    'openai-preference',
    { input: {}, preferred_output: [], non_preferred_output: [] },
    'missing-field',
    'input.messages',
  ],
  ['text', { text: '' }, 'empty', 'the text'],
])('%s: %j is left out: %s', (name, row, reason, message) => {
  expect(parseRow(row, name)).toEqual({ flaw: { reason, message: expect.stringContaining(message) } });
});

test('what is missing in messages is made up: ids of calls, and the calls that results belong to', () => {
  const { tool_calls: _, ...without } = call;
  const calls = ['x', 'y'].map((name) => ({ function: { name, arguments: '{}' } }));
  const bare = { role: 'tool', content: 'done' };
  const example = exampleOf(
    parseRow({ messages: [question, { ...without, tool_calls: calls }, bare, bare, answer] }, 'sft'),
  );
  if (example.kind !== 'conversation') throw new Error(example.kind);
  const results = example.messages.filter((message) => message.role === 'tool');
  expect(results.map(({ toolCallId }) => toolCallId)).toEqual(['call_0', 'call_1']);
});

test('names of the exporters lead to formats', () => {
  for (const name of Object.keys(rowFormatAliases)) expect(rowFormats).toHaveProperty(parseRowFormatName(name));
  expect(parseRowFormatName('dpo')).toBe('preference');
  expect(() => parseRowFormatName('toString')).toThrow('There is no format');
});

function exampleOf(parsed: ReturnType<typeof parseRow>): Extract<typeof parsed, { example: unknown }>['example'] {
  if ('flaw' in parsed) throw new Error(parsed.flaw.message);
  return parsed.example;
}
