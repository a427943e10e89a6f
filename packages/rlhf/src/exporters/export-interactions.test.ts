import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRow, parseRowFormatName } from '@tuneloop/datasets';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobProgress, JudgedInteraction } from '@tuneloop/protocol';
import { assistant, choice, judged, madeLog, system, timeAt, user } from '../../test/made-interactions.ts';
import { exportInteractions, type ExportOptions, type ExportReport } from './export-interactions.ts';
import { readExportManifest } from './manifest.ts';
import { exportFormats, type ExportFormat } from './settings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Settings = Omit<ExportOptions, 'log' | 'output' | 'format'>;

async function exported(
  format: ExportFormat,
  records: JudgedInteraction[],
  settings: Settings = {},
): Promise<{ rows: Record<string, unknown>[]; report: ExportReport }> {
  const output = join(folder, 'data.jsonl');
  const report = await exportInteractions({ log: madeLog(records), format, output, ...settings });
  return { rows: settings.split ? [] : await readRows(output), report };
}

async function readRows(path: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const question = [user('2 + 2?')];
const right = assistant('4');
const wrong = assistant('5');
const good = judged({ id: 'good', at: 1, prompt: question, answer: '4' }, 'up');
const bad = judged({ id: 'bad', at: 2, prompt: question, answer: '5' }, 'down');
const unrated = judged({ id: 'unrated', at: 3, prompt: question, answer: '22' });

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
    expect((await exported(format, [good, bad, unrated])).rows).toEqual(rows);
  });

  it('formats of plain text take the template that is asked for', async () => {
    const { rows } = await exported('trlx-dpo', [good, bad], { template: 'llama-2' });
    expect(rows).toEqual([{ prompt: '<s>[INST] 2 + 2? [/INST]', chosen: '4', rejected: '5' }]);
    const twice = judged({ id: 'a', prompt: [user('A'), user('B')] }, 'up');
    const { report } = await exported('trlx-ilql', [twice], { template: 'llama-2' });
    expect(report.leftOut).toEqual({ 'not-expressible': 1 });
  });

  it('sft can be the prompt and the answer apart', async () => {
    const { rows } = await exported('sft', [good], { sft: 'prompt-completion' });
    expect(rows).toEqual([{ prompt: question, completion: [right] }]);
  });

  it('reward can be single answers with their scores', async () => {
    const scored = judged(
      { id: 'scored', prompt: question, answer: '4!' },
      { ratings: [{ score: 4 }, { author: 'bob', score: 5 }] },
    );
    const { rows, report } = await exported('reward', [scored, bad, unrated], { reward: 'scores' });
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
    const { rows, report } = await exported('stepwise', [
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
    const { rows } = await exported('sft', [good, withTools]);
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
    const { rows } = await exported('openai-sft', [withTools]);
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
    const kept = await exported('sft', [withTools], { reasoning: true, system: false });
    expect(
      (kept.rows[0]!['messages'] as object[]).map((message) => ('reasoning_content' in message ? 'thinks' : 'no')),
    ).toEqual(['no', 'thinks', 'no', 'thinks']);
    const offered = judged({ id: 'offered', prompt: question, answer: '4', tools }, 'up');
    const none = await exported('sft', [withTools, offered], { tools: false });
    expect(none.rows).toEqual([{ messages: [...question, right] }]);
    expect(none.report.leftOut).toEqual({ tools: 1 });
  });

  it('becomes turns of ShareGPT', async () => {
    const { rows } = await exported('sharegpt', [withTools]);
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

describe('what is left out', () => {
  it('is counted by reason, each interaction once', async () => {
    const { rows, report } = await exported('sft', [
      good,
      bad,
      unrated,
      { ...judged({ id: 'metadata' }), interaction: { ...judged({ id: 'metadata' }).interaction, prompt: undefined } },
      {
        ...judged({ id: 'text' }),
        interaction: { ...judged({ id: 'text' }).interaction, prompt: { type: 'text', text: 'a' } },
      },
      judged({ id: 'failed', error: { code: 'INTERNAL', message: '', details: {}, retryable: false } }, 'up'),
      judged({ id: 'left', finishReason: undefined }, 'up'),
      judged({ id: 'long', finishReason: 'length' }, 'up'),
      judged({ id: 'silent', answer: ' ' }, 'up'),
      judged({ id: 'so-so' }, 3),
      judged({ id: 'disputed' }, { ratings: [{ thumb: 'up' }, { author: 'bob', thumb: 'down' }] }),
      judged({ id: 'torn' }, { ratings: [{ thumb: 'up', score: 1 }] }),
      judged(
        { id: 'seen', prompt: [{ role: 'user', content: [{ type: 'image', url: 'data:image/png;base64,' }] }] },
        'up',
      ),
      judged({ id: 'tied' }, { choices: [choice('k', 'tie')] }),
    ]);
    expect(rows).toHaveLength(1);
    expect(report).toMatchObject({
      interactions: 14,
      used: 1,
      leftOut: {
        'no-text': 1,
        'not-chat': 1,
        images: 1,
        failed: 1,
        unfinished: 1,
        truncated: 1,
        empty: 1,
        'no-rating': 1,
        neutral: 1,
        disagreement: 2,
        tie: 1,
        'rated-bad': 1,
      },
    });
  });

  it.each(exportFormats)('%s: every interaction is used or left out', async (format) => {
    const { report } = await exported(format, variety());
    const leftOut = Object.values(report.leftOut).reduce((sum, count) => sum + count, 0);
    expect(report.interactions).toBe(variety().length);
    expect(report.used + leftOut).toBe(report.interactions);
    const used = new Set(Object.values((await readExportManifest(report.manifest)).sources).flat(2));
    expect(used.size).toBe(report.used);
  });

  it('can be otherwise: neutral answers, cut ones', async () => {
    const records = [judged({ id: 'so-so' }, 3), judged({ id: 'long', finishReason: 'length' }, 'up'), bad];
    expect((await exported('sft', records, { answers: 'not-bad', truncated: true })).rows).toHaveLength(2);
    expect((await exported('sft', records, { answers: 'all' })).rows).toHaveLength(2);
  });
});

it('joins the given beginning of an answer to the rest', async () => {
  const continued = judged(
    { id: 'a', prompt: [user('Count.'), assistant('1, 2')], answer: ', 3', settings: { continueFinalMessage: true } },
    'up',
  );
  expect((await exported('sft', [continued])).rows).toEqual([{ messages: [user('Count.'), assistant('1, 2, 3')] }]);
});

it('takes a corrected answer in place of the original', async () => {
  const corrected = judged(
    { id: 'a', prompt: question, answer: '5' },
    { ratings: [{ thumb: 'down', correction: '4' }] },
  );
  expect((await exported('sft', [corrected])).rows).toEqual([{ messages: [...question, right] }]);
  expect((await exported('dpo', [corrected])).rows).toEqual([{ prompt: question, chosen: [right], rejected: [wrong] }]);
  expect((await exported('kto', [corrected])).rows).toHaveLength(2);
});

it('makes pairs of nothing but answers to the same messages and tools, in one conversation', async () => {
  const records = variety();
  const askedIn = new Map(
    records.map(({ interaction: { id, conversation, prompt, tools } }) => [
      id,
      JSON.stringify([conversation, prompt, tools]),
    ]),
  );
  const { report } = await exported('dpo', records);
  const pairs = (await readExportManifest(report.manifest)).sources['data.jsonl']!;
  expect(pairs.filter((ids) => ids.length === 2).length).toBeGreaterThan(3);
  for (const ids of pairs) expect(new Set(ids.map((id) => askedIn.get(id))).size).toBe(1);
});

it('takes a correction for none that changes nothing', async () => {
  const same = judged({ id: 'a', prompt: question, answer: '4' }, { ratings: [{ correction: '4' }] });
  expect((await exported('kto', [same])).report.leftOut).toEqual({ 'no-rating': 1 });
});

describe('a split', () => {
  const records = Array.from({ length: 300 }, (_, index) =>
    judged(
      {
        id: `i${index}`,
        at: index,
        conversation: `c${index % 30}`,
        prompt: `question ${index % 60}`,
        answer: `${index}`,
      },
      index < 150 ? 'up' : 'down',
    ),
  );

  it.each<ExportFormat>(['sft', 'dpo', 'kto'])('%s: keeps each conversation together', async (format) => {
    const { report } = await exported(format, records, { split: { validation: 0.2, test: 0.1, seed: 'a' } });
    const { sources, files } = await readExportManifest(report.manifest);
    expect(files.map(({ name }) => name)).toEqual(['data.train.jsonl', 'data.validation.jsonl', 'data.test.jsonl']);
    const conversationOf = new Map(records.map(({ interaction }) => [interaction.id, interaction.conversation]));
    const conversations = Object.values(sources).map(
      (rows) => new Set(rows.flat().map((id) => conversationOf.get(id))),
    );
    for (const each of conversations) expect(each.size).toBeGreaterThan(0);
    expect(conversations.reduce((sum, { size }) => sum + size, 0)).toBe(
      new Set(conversations.flatMap((each) => [...each])).size,
    );
  });

  it('moves no conversation when others come, and others with another seed', async () => {
    const trained = async (count: number, seed: string): Promise<string[]> => {
      const { report } = await exported('sft', records.slice(0, count), {
        split: { validation: 0.3, seed },
        answers: 'all',
      });
      return (await readExportManifest(report.manifest)).sources['data.train.jsonl']!.flat();
    };
    const [few, many, other] = [await trained(60, 'a'), await trained(300, 'a'), await trained(60, 'b')];
    expect(many.slice(0, few.length)).toEqual(few);
    expect(other).not.toEqual(few);
  });

  it('keeps requests without a conversation together that begin alike', async () => {
    const turns = [[user('A')], [user('A'), assistant('B'), user('C')]].map((prompt, index) =>
      judged({ id: `t${index}`, prompt }, 'up'),
    );
    const { report } = await exported('sft', turns, { split: { validation: 0.5 } });
    expect(report.files.map(({ rows }) => rows).toSorted((a, b) => a - b)).toEqual([0, 2]);
  });
});

it.each(exportFormats)('%s: the rows are right by the checks of `@tuneloop/datasets`', async (format) => {
  const { rows } = await exported(format, [...variety(), withTools]);
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) expect(parseRow(row, parseRowFormatName(format))).not.toHaveProperty('flaw');
});

describe('the file', () => {
  it.each(exportFormats)('%s: has the same bytes each time, and its manifest too', async (format) => {
    const settings = { where: { model: 'smollm2' } };
    const first = await exported(format, variety(), settings);
    const bytes = await readFile(join(folder, 'data.jsonl'));
    const manifest = await readFile(first.report.manifest, 'utf8');
    await exported(format, variety(), settings);
    expect(await readFile(join(folder, 'data.jsonl'))).toEqual(bytes);
    expect(await readFile(first.report.manifest, 'utf8')).toBe(manifest);
    expect(first.report.files[0]!.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('is not there when the export is cancelled, and nothing else is', async () => {
    const controller = new AbortController();
    const log = madeLog(function* () {
      for (let index = 0; ; index += 1) {
        if (index === 5000) controller.abort();
        yield judged({ id: `i${index}`, prompt: `${index}` }, 'up');
      }
    });
    for (const format of ['sft', 'dpo'] as const) {
      const output = join(folder, 'data.jsonl');
      await expect(exportInteractions({ log, format, output, signal: controller.signal })).rejects.toMatchObject({
        code: 'ABORTED',
      });
      expect(await readdir(folder)).toEqual([]);
    }
  });

  it('leaves nothing but itself and its manifest', async () => {
    await exported('dpo', [good, bad]);
    expect((await readdir(folder)).toSorted()).toEqual(['data.jsonl', 'data.jsonl.manifest.json']);
  });
});

it('asks the log for what is wanted, and takes nothing that was said later', async () => {
  const log = madeLog([good, bad, judged({ id: 'late', at: 5000, prompt: question }, 'up')]);
  const where = { model: 'smollm2', since: '2026-01-01T00:00:00+01:00' };
  const report = await exportInteractions({
    log,
    format: 'sft',
    output: join(folder, 'a.jsonl'),
    where,
    asOf: timeAt(500),
  });
  expect(log.asked).toEqual([{ model: 'smollm2', since: '2025-12-31T23:00:00.000Z' }]);
  expect(report).toMatchObject({ interactions: 2, used: 0, leftOut: { 'no-rating': 2 } });
});

it('tells how far it is', async () => {
  const seen: JobProgress[] = [];
  await exported('dpo', [good, bad], { onProgress: (progress) => seen.push(progress) });
  expect(seen).toEqual([
    { phase: 'read', completed: 2, total: 2 },
    { phase: 'write', completed: 1, total: 1 },
  ]);
});

it.each<[Record<string, unknown>, string]>([
  [{ format: 'csv' }, 'format'],
  [{ format: 'sft', goodScore: 2 }, 'badScore must be less than goodScore'],
  [{ format: 'sft', split: { validation: 1 } }, 'split'],
  [{ format: 'sft', where: { limit: 3 } }, 'where'],
])('refuses %j', async (settings, message) => {
  const options = { log: madeLog([]), output: join(folder, 'a.jsonl'), ...settings } as unknown as ExportOptions;
  await expect(exportInteractions(options)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining(message),
  });
});

/** Some of everything. */
function variety(): JudgedInteraction[] {
  const records: JudgedInteraction[] = [];
  for (let index = 0; index < 120; index += 1) {
    const id = `v${String(index).padStart(3, '0')}`;
    const about = {
      id,
      at: index,
      prompt: `question ${index % 17}`,
      answer: `answer ${index % 5}.\n\nMore.`,
      ...(index % 3 === 0 && { conversation: `c${index % 9}` }),
      ...(index % 11 === 0 && { finishReason: 'length' as const }),
      ...(index % 13 === 0 && { tools: [{ name: 'f', parameters: {} }] }),
    };
    const kinds = [
      'up' as const,
      'down' as const,
      index % 5,
      { ratings: [{ correction: 'better', id: `r${index}`, time: timeAt(2000) }] },
      { choices: [choice(`k${index % 17}`, 'tie', { id: `c${index}`, time: timeAt(2000) })] },
      { choices: [choice(`k${index}`, id, { id: `c${index}`, time: timeAt(2000) })] },
      { ratings: [{ steps: [true, false], id: `r${index}`, time: timeAt(2000) }] },
      {},
    ];
    const kind = kinds[index % kinds.length]!;
    const said = typeof kind === 'number' ? { ratings: [{ score: Math.max(1, kind) }] } : kind;
    const fixed = typeof said === 'string' ? { ratings: [{ thumb: said }] } : said;
    const each = judged(about, fixed);
    for (const rating of each.ratings) Object.assign(rating, { id: `r${index}`, time: timeAt(2000) });
    records.push(each);
  }
  return records;
}
