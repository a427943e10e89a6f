import { expect, test } from 'vitest';
import { createProblemLog } from '../rows/problem-log.ts';
import type { NumberedRow, Row } from '../rows/row.ts';
import { chatml } from '../templates/templates.ts';
import type { TextTemplate } from '../templates/text-template.ts';
import { convertRows } from './convert-rows.ts';
import { rowFormats, type RowFormatName } from './row-formats.ts';

async function convert(
  from: RowFormatName,
  to: RowFormatName,
  rows: Row[],
  template?: TextTemplate,
): Promise<{ rows: Row[]; problems: string[] }> {
  async function* source(): AsyncGenerator<NumberedRow> {
    for (const [index, row] of rows.entries()) yield { row, line: index + 1 };
  }
  const log = createProblemLog();
  const converted: Row[] = [];
  for await (const { row } of convertRows(source(), { from, to, template, onProblem: log.onProblem })) {
    converted.push(row);
  }
  return { rows: converted, problems: log.first.map(({ line, reason }) => `${line} ${reason}`) };
}

const user = (content: string): Row => ({ role: 'user', content });
const assistant = (content: string): Row => ({ role: 'assistant', content });
const twoTurns = { messages: [user('a'), assistant('b'), user('c'), assistant('d')], id: 'x' };
const pair = { prompt: [user('a')], chosen: [assistant('good')], rejected: [assistant('bad')] };

test('a conversation becomes one demonstration for each answer, and keeps its other columns', async () => {
  expect((await convert('sft', 'prompt-completion', [twoTurns])).rows).toEqual([
    { prompt: [user('a')], completion: [assistant('b')], id: 'x' },
    { prompt: [user('a'), assistant('b'), user('c')], completion: [assistant('d')], id: 'x' },
  ]);
});

test('an answer of weight 0 is none to learn', async () => {
  const messages = [user('a'), { ...assistant('b'), weight: 0 }, user('c'), assistant('d')];
  expect((await convert('sft', 'prompt-completion', [{ messages }])).rows).toEqual([
    { prompt: [user('a'), assistant('b'), user('c')], completion: [assistant('d')] },
  ]);
});

test('a pair is a good answer and a bad one', async () => {
  const columns = { prompt: [user('a')] };
  expect((await convert('preference', 'kto', [pair])).rows).toEqual([
    { ...columns, completion: [assistant('good')], label: true },
    { ...columns, completion: [assistant('bad')], label: false },
  ]);
  expect((await convert('preference', 'trlx-samples', [pair])).rows).toEqual([
    { sample: ['a', 'good'], reward: 1 },
    { sample: ['a', 'bad'], reward: -1 },
  ]);
  expect((await convert('preference', 'sft', [pair])).rows).toEqual([{ messages: [user('a'), assistant('good')] }]);
  expect((await convert('preference', 'prompt-only', [pair])).rows).toEqual([columns]);
  expect((await convert('preference', 'preference-implicit', [pair])).rows).toEqual([
    { chosen: [user('a'), assistant('good')], rejected: [user('a'), assistant('bad')] },
  ]);
});

test('what a row does not say is not made up: it is left out with its line', async () => {
  const judged = [true, false].map((label) => ({ prompt: 'a', completion: 'b', label }));
  expect(await convert('kto', 'sft', judged)).toEqual({
    rows: [{ messages: [user('a'), assistant('b')] }],
    problems: ['2 not-expressible'],
  });
  expect((await convert('kto', 'preference', judged)).problems).toEqual(['1 not-expressible', '2 not-expressible']);
  const scored = [{ prompt: 'a', completion: 'b', score: 3 }];
  expect((await convert('scored', 'kto', scored)).problems).toEqual(['1 not-expressible']);
  expect((await convert('prompt-only', 'sft', [{ prompt: 'a' }])).problems).toEqual(['1 not-expressible']);
});

test('messages become text by a template; without one only a single question can be', async () => {
  const system = { prompt: [{ role: 'system', content: 's' }, user('a')], completion: [assistant('b')], score: 2 };
  const plain = { prompt: [user('a')], completion: [assistant('b')], score: 2 };
  expect(await convert('scored', 'trlx-samples', [system, plain])).toEqual({
    rows: [{ sample: ['a', 'b'], reward: 2 }],
    problems: ['1 not-expressible'],
  });
  expect((await convert('scored', 'trlx-samples', [system], chatml)).rows).toEqual([
    {
      sample: [
        '<|im_start|>system\ns<|im_end|>\n<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\n',
        'b<|im_end|>\n',
      ],
      reward: 2,
    },
  ]);
  expect((await convert('sft', 'text', [twoTurns], chatml)).rows).toEqual([
    {
      text: ['user\na', 'assistant\nb', 'user\nc', 'assistant\nd']
        .map((turn) => `<|im_start|>${turn}<|im_end|>\n`)
        .join(''),
      id: 'x',
    },
  ]);
});

test('closed formats drop columns of ours, and say what OpenAI would refuse', async () => {
  expect((await convert('sft', 'openai-sft', [twoTurns])).rows).toEqual([{ messages: twoTurns.messages }]);
  const long = { ...pair, chosen: [assistant('x'), user('y'), assistant('z')] };
  const { rows, problems } = await convert('preference', 'openai-preference', [pair, long]);
  expect(rows).toEqual([
    {
      input: { messages: [user('a')], tools: [], parallel_tool_calls: true },
      preferred_output: [assistant('good')],
      non_preferred_output: [assistant('bad')],
    },
  ]);
  expect(problems).toEqual(['2 not-expressible']);
});

test('every format converts to every other, or says why not', async () => {
  const names = Object.keys(rowFormats) as RowFormatName[];
  const sources = new Map<RowFormatName, Row>([
    ['sft', twoTurns],
    ['preference', pair],
    ['kto', { prompt: 'a', completion: 'b', label: true }],
    ['stepwise', { prompt: 'a', completions: ['b', 'c'], labels: [true, true] }],
  ]);
  for (const [from, row] of sources) {
    for (const to of names) {
      const { rows, problems } = await convert(from, to, [row], chatml);
      expect([from, to, rows.length > 0]).toEqual([from, to, problems.length === 0]);
      // What comes out is right in its own format.
      expect((await convert(to, to, rows, chatml)).problems).toEqual([]);
    }
  }
});
