import { parseRow, parseRowFormatName } from '@tuneloop/datasets';
import { describe, expect, it } from 'vitest';
import type { JudgedInteraction } from '@tuneloop/protocol';
import { exportRig } from '../../test/export-rig.ts';
import { assistant, judged, system, user } from '../../test/made-interactions.ts';
import { bad, good, question, right, unrated, wrong } from '../../test/simple-judgements.ts';
import { variety } from '../../test/variety.ts';
import { exportFormats, type ExportFormat } from './export-formats.ts';

const rig = exportRig();

describe('the rows of each format', () => {
  it.each<[ExportFormat, unknown[]]>([
    ['sft', [{ messages: [...question, right] }]],
    ['openai-sft', [{ messages: [...question, right] }]],
    ['dpo', [{ prompt: question, chosen: [right], rejected: [wrong] }]],
    [
      'openai-preference',
      [
        {
          input: { messages: question, tools: [], parallel_tool_calls: true },
          preferred_output: [right],
          non_preferred_output: [wrong],
        },
      ],
    ],
    [
      'kto',
      [
        { prompt: question, completion: [right], label: true },
        { prompt: question, completion: [wrong], label: false },
      ],
    ],
    ['reward', [{ chosen: [...question, right], rejected: [...question, wrong] }]],
    ['ppo', [{ prompt: question }]],
    ['grpo', [{ prompt: question, reference: '4' }]],
    ['trlx-ppo', [{ prompt: '<|im_start|>user\n2 + 2?<|im_end|>\n<|im_start|>assistant\n' }]],
    [
      'trlx-ilql',
      [
        { sample: ['<|im_start|>user\n2 + 2?<|im_end|>\n<|im_start|>assistant\n', '4'], reward: 1 },
        { sample: ['<|im_start|>user\n2 + 2?<|im_end|>\n<|im_start|>assistant\n', '5'], reward: -1 },
      ],
    ],
    [
      'trlx-dpo',
      [{ prompt: '<|im_start|>user\n2 + 2?<|im_end|>\n<|im_start|>assistant\n', chosen: '4', rejected: '5' }],
    ],
    [
      'sharegpt',
      [
        {
          conversations: [
            { from: 'human', value: '2 + 2?' },
            { from: 'gpt', value: '4' },
          ],
        },
      ],
    ],
    ['alpaca', [{ instruction: '2 + 2?', input: '', output: '4', system: '', history: [] }]],
  ])('%s', async (format, rows) => {
    expect((await rig.exported(format, [good, bad, unrated])).rows).toEqual(rows);
  });

  it('formats of plain text take the template that is asked for', async () => {
    const { rows } = await rig.exported('trlx-dpo', [good, bad], { template: 'llama-2' });
    expect(rows).toEqual([{ prompt: '<s>[INST] 2 + 2? [/INST]', chosen: '4', rejected: '5' }]);
    const twice = judged({ id: 'a', prompt: [user('A'), user('B')] }, 'up');
    const { report } = await rig.exported('trlx-ilql', [twice], { template: 'llama-2' });
    expect(report.leftOut).toEqual({ 'not-expressible': 1 });
  });

  it('sft can be the prompt and the answer apart', async () => {
    const { rows } = await rig.exported('sft', [good], { sft: 'prompt-completion' });
    expect(rows).toEqual([{ prompt: question, completion: [right] }]);
  });

  it('reward can be single answers with their scores', async () => {
    const scored = judged(
      { id: 'scored', prompt: question, answer: '4!' },
      { ratings: [{ score: 4 }, { author: 'bob', score: 5 }] },
    );
    const { rows, report } = await rig.exported('reward', [scored, bad, unrated], { reward: 'scores' });
    expect(rows).toEqual([
      { prompt: question, completion: [assistant('4!')], score: 4.5 },
      { prompt: question, completion: [wrong], score: 1 },
    ]);
    expect(report.leftOut).toEqual({ 'no-rating': 1 });
  });

  it('stepwise has the paragraphs that were judged', async () => {
    const answer = 'First this.\n\nThen that.\n \nAt last those.';
    const steps = (id: string, ...labels: boolean[][]): JudgedInteraction =>
      judged(
        { id, prompt: question, answer },
        { ratings: labels.map((each, index) => ({ author: `a${index}`, steps: each })) },
      );
    const { rows, report } = await rig.exported('stepwise', [
      steps('all', [true, true, false]),
      steps('some', [true, false]),
      steps('more', [true, true, true, true]),
      steps('apart', [true, true], [true, false]),
      good,
    ]);
    expect(rows.map(({ completions, labels }) => [completions, labels])).toEqual([
      [
        ['First this.', 'Then that.', 'At last those.'],
        [true, true, false],
      ],
      [
        ['First this.', 'Then that.'],
        [true, false],
      ],
    ]);
    expect(report.leftOut).toEqual({ disagreement: 1, 'no-steps': 1, 'steps-mismatch': 1 });
  });
});

const tools = [{ name: 'add', description: 'Adds.', parameters: { type: 'object' } }];
const call = { id: 'c1', name: 'add', arguments: '{"a":2,"b":2}' };
const withTools = judged(
  {
    id: 'tools',
    at: 9,
    prompt: [
      system('Be brief.'),
      user('2 + 2?'),
      { role: 'assistant', content: '', reasoning: 'Add them.', toolCalls: [call] },
      { role: 'tool', toolCallId: 'c1', content: '4' },
    ],
    tools,
    output: { content: '4', reasoning: 'The tool says so.' },
  },
  'up',
);

describe('a conversation with tools', () => {
  it('is written as chat templates read it, and before rows without tools', async () => {
    const { rows } = await rig.exported('sft', [good, withTools]);
    expect(rows).toEqual([
      {
        messages: [
          system('Be brief.'),
          user('2 + 2?'),
          {
            role: 'assistant',
            content: '',
            tool_calls: [{ id: 'c1', type: 'function', function: { name: 'add', arguments: { a: 2, b: 2 } } }],
          },
          { role: 'tool', name: 'add', tool_call_id: 'c1', content: '4' },
          right,
        ],
        tools: [{ type: 'function', function: { name: 'add', description: 'Adds.', parameters: { type: 'object' } } }],
      },
      { messages: [...question, right] },
    ]);
  });

  it('is written as OpenAI reads it, with earlier answers left untrained', async () => {
    const { rows } = await rig.exported('openai-sft', [withTools]);
    expect((rows[0]!['messages'] as unknown[]).slice(2)).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a":2,"b":2}' } }],
        weight: 0,
      },
      { role: 'tool', tool_call_id: 'c1', content: '4' },
      right,
    ]);
  });

  it('keeps reasoning, and leaves out tools and instructions, where that is asked for', async () => {
    const kept = await rig.exported('sft', [withTools], { reasoning: true, system: false });
    expect(
      (kept.rows[0]!['messages'] as object[]).map((message) => ('reasoning_content' in message ? 'thinks' : 'no')),
    ).toEqual(['no', 'thinks', 'no', 'thinks']);
    const offered = judged({ id: 'offered', prompt: question, answer: '4', tools }, 'up');
    const none = await rig.exported('sft', [withTools, offered], { tools: false });
    expect(none.rows).toEqual([{ messages: [...question, right] }]);
    expect(none.report.leftOut).toEqual({ tools: 1 });
  });

  it('becomes turns of ShareGPT', async () => {
    const { rows } = await rig.exported('sharegpt', [withTools]);
    expect(rows[0]!['conversations']).toEqual([
      { from: 'system', value: 'Be brief.' },
      { from: 'human', value: '2 + 2?' },
      { from: 'function_call', value: '{"name":"add","arguments":{"a":2,"b":2}}' },
      { from: 'observation', value: '4' },
      { from: 'gpt', value: '4' },
    ]);
    expect(JSON.parse(rows[0]!['tools'] as string)).toEqual(tools);
  });
});

it.each(exportFormats)('%s: the rows are right by the checks of `@tuneloop/datasets`', async (format) => {
  const { rows } = await rig.exported(format, [...variety(), withTools]);
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) expect(parseRow(row, parseRowFormatName(format))).not.toHaveProperty('flaw');
});
