import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JudgedInteraction } from '@tuneloop/protocol';
import {
  assistant,
  choice,
  interaction,
  judged,
  madeLog,
  rating,
  system,
  timeAt,
  user,
} from '../../test/made-interactions.ts';
import { exportInteractions } from '../exporters/export-interactions.ts';
import type { ExportFormat } from '../exporters/export-formats.ts';
import { openInteractionLog } from '../log/open-interaction-log.ts';
import type { OpenInteractionLog } from '../log/open-log.ts';
import { importInteractions, type ImportOptions, type ImportReport } from './import-interactions.ts';

let folder: string;
let log: OpenInteractionLog;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'));
  log = openInteractionLog({ folder: join(folder, 'log') });
});
afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true, force: true });
});

const jsonl = (...rows: unknown[]): Uint8Array => Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

function imported(source: ImportOptions['source'], options: Partial<ImportOptions> = {}): Promise<ImportReport> {
  return importInteractions({ log, sink: log, source, ...options });
}

async function all(): Promise<JudgedInteraction[]> {
  const found: JudgedInteraction[] = [];
  for await (const each of log.records()) found.push(each);
  return found;
}

describe('training data', () => {
  it('of OpenAI: answers that are good', async () => {
    const source = jsonl({ messages: [system('Be brief.'), user('2 + 2?'), assistant('4')] });
    const report = await imported(source, { model: 'teacher', tags: ['school'], time: timeAt(5) });
    expect(report).toMatchObject({
      format: 'sft',
      rows: 1,
      added: { interaction: 1, rating: 1 },
      known: 0,
      problems: { count: 0 },
    });
    expect(await all()).toMatchObject([
      {
        interaction: {
          model: 'teacher',
          backend: 'import',
          time: timeAt(5),
          tags: ['school'],
          prompt: { type: 'messages', messages: [system('Be brief.'), user('2 + 2?')] },
          output: { content: '4' },
          finishReason: 'stop',
        },
        ratings: [{ thumb: 'up', author: 'import', source: 'import' }],
      },
    ]);
  });

  it.each([
    [
      'sharegpt',
      {
        conversations: [
          { from: 'human', value: '2 + 2?' },
          { from: 'gpt', value: '4' },
        ],
      },
    ],
    ['alpaca', { instruction: '2 + 2?', input: '', output: '4' }],
  ])('of %s', async (format, row) => {
    expect(await imported(jsonl(row), { good: false })).toMatchObject({ format, added: { interaction: 1 } });
    const [one] = await all();
    expect(one!.interaction).toMatchObject({ prompt: { messages: [user('2 + 2?')] }, output: { content: '4' } });
    expect(one!.ratings).toEqual([]);
  });

  it('says where and why rows are left out, and takes the others', async () => {
    const lines = [
      '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}',
      '{"messages":[{"role":"user","content":"a"}]}',
      '{"messages":"a"}',
      'not JSON',
      '{"messages":[{"role":"assistant","content":"b"}]}',
      '{"messages":[{"role":"user","content":"c"},{"role":"assistant","content":"d"}]}',
    ];
    const report = await imported(Buffer.from(lines.join('\n')), { good: false });
    expect(report).toMatchObject({ rows: 5, added: { interaction: 2 }, problems: { count: 4 } });
    expect(
      report.problems.first.map(({ line, reason }) => [line, reason]).toSorted((a, b) => Number(a[0]) - Number(b[0])),
    ).toEqual([
      [2, 'no-answer'],
      [3, 'wrong-value'],
      [4, 'not-json'],
      [5, 'not-expressible'],
    ]);
  });

  it.each<ExportFormat>(['sft', 'openai-sft', 'dpo', 'openai-preference', 'kto', 'reward', 'sharegpt', 'alpaca'])(
    '%s: what was exported comes back, and is exported as it was',
    async (format) => {
      const records = [
        judged({ id: 'a', at: 1, prompt: [system('S'), user('2 + 2?')], answer: '4' }, 'up'),
        judged({ id: 'b', at: 2, prompt: [system('S'), user('2 + 2?')], answer: '5' }, 'down'),
        judged(
          { id: 'c', at: 3, prompt: [user('A'), assistant('B'), user('C')], answer: 'D' },
          { choices: [choice('k', 'c')] },
        ),
        judged(
          { id: 'd', at: 4, prompt: [user('A'), assistant('B'), user('C')], answer: 'E' },
          { choices: [choice('k', 'c')] },
        ),
      ];
      const [first, second] = [join(folder, 'first.jsonl'), join(folder, 'second.jsonl')];
      await exportInteractions({ log: madeLog(records), format, output: first });
      await imported(first);
      await exportInteractions({ log, format, output: second });
      const rows = async (path: string): Promise<string[]> => (await readFile(path, 'utf8')).split('\n').toSorted();
      expect(await rows(second)).toEqual(await rows(first));
      expect((await rows(second)).length).toBeGreaterThan(2);
    },
  );

  it('with rewards and steps', async () => {
    await imported(jsonl({ sample: ['a', 'b'], reward: -0.5 }, { sample: ['c', 'd'], reward: 1 }));
    await imported(jsonl({ prompt: 'q', completions: ['one', 'two'], labels: [true, false] }));
    await imported(jsonl({ prompt: [user('e')], completion: [assistant('f')], score: 3.5 }));
    const found = (await all()).map(({ interaction: { output }, ratings }) => [output!.content, ratings[0]]);
    expect(found).toMatchObject([
      ['b', { thumb: 'down' }],
      ['d', { thumb: 'up' }],
      ['one\n\ntwo', { steps: [true, false] }],
      ['f', { score: 3.5 }],
    ]);
  });
});

describe('a log of ours', () => {
  const records = [
    { version: 1, type: 'interaction', interaction: { ...interaction({ id: 'a' }), extra: 'kept' } },
    { version: 1, type: 'interaction', interaction: interaction({ id: 'b' }) },
    { version: 1, type: 'rating', rating: rating('a', { id: 'r', thumb: 'up' }) },
    { version: 1, type: 'comparison', comparison: { id: 'k', time: timeAt(1), drafts: ['a', 'b'] } },
    { version: 1, type: 'choice', choice: choice('k', 'a', { id: 'c' }) },
  ];

  it('comes as it is, once', async () => {
    expect(await imported(jsonl(...records))).toMatchObject({
      format: 'log',
      added: { interaction: 2, rating: 1, comparison: 1, choice: 1 },
      known: 0,
    });
    expect((await all())[0]).toMatchObject({
      interaction: { id: 'a', extra: 'kept' },
      ratings: [{ id: 'r' }],
      choices: [{ id: 'c' }],
    });
    expect(await imported(jsonl(...records, ...records))).toMatchObject({ added: {}, known: 10 });
    expect(await all()).toHaveLength(2);
  });

  it('adds what people said since', async () => {
    await imported(jsonl(...records));
    const later = { version: 1, type: 'rating', rating: rating('a', { id: 'later', thumb: 'down' }) };
    expect(await imported(jsonl(...records, later))).toMatchObject({ added: { rating: 1 }, known: 5 });
  });

  it('names broken records', async () => {
    const report = await imported(jsonl(records[0], { version: 1, type: 'rating', rating: { id: 'x' } }));
    expect(report.problems.first).toMatchObject([
      { line: 2, reason: 'wrong-value', message: expect.stringContaining('rating') },
    ]);
  });
});

describe("Open WebUI's exports", () => {
  const chat = {
    id: 'chat-1',
    user_id: 'user-1',
    title: 'Sums',
    chat: {
      params: { system: 'Be brief.' },
      history: {
        currentId: 'm4',
        messages: {
          m1: {
            id: 'm1',
            parentId: null,
            childrenIds: ['m2', 'm3'],
            role: 'user',
            content: '2 + 2?',
            timestamp: 1_767_600_000,
          },
          m2: {
            id: 'm2',
            parentId: 'm1',
            childrenIds: [],
            role: 'assistant',
            content: '5',
            model: 'llama3:8b',
            timestamp: 1_767_600_001,
            annotation: {
              rating: -1,
              reason: 'not_accurate',
              comment: 'Wrong.',
              tags: ['math'],
              details: { rating: 2 },
            },
          },
          m3: {
            id: 'm3',
            parentId: 'm1',
            childrenIds: ['m4'],
            role: 'assistant',
            content: '4',
            model: 'llama3:8b',
            timestamp: 1_767_600_009,
          },
          m4: {
            id: 'm4',
            parentId: 'm3',
            childrenIds: ['m5'],
            role: 'user',
            content: 'And 3 + 3?',
            timestamp: 1_767_600_020,
          },
          m5: {
            id: 'm5',
            parentId: 'm4',
            childrenIds: [],
            role: 'assistant',
            content: '',
            timestamp: 1_767_600_021,
            error: { content: 'gone' },
          },
        },
      },
      messages: [],
    },
    created_at: 1_767_600_000,
    updated_at: 1_767_600_100,
  };
  const feedback = {
    id: 'feedback-1',
    user_id: 'user-2',
    version: 0,
    type: 'rating',
    data: { rating: 1, model_id: 'llama3:8b', reason: null, comment: '', details: { rating: 9 } },
    meta: { arena: false, chat_id: 'chat-1', message_id: 'm3', message_index: 2, tags: [] },
    snapshot: { chat },
    created_at: 1_767_600_200,
    updated_at: 1_767_600_300,
  };

  it('chats: each answer with the path before it and its rating', async () => {
    const report = await imported(Buffer.from(JSON.stringify([chat], undefined, 2)), { time: timeAt(0) });
    expect(report).toMatchObject({
      format: 'open-webui',
      added: { interaction: 3, rating: 1 },
      problems: { count: 0 },
    });
    expect(await all()).toMatchObject([
      {
        interaction: {
          conversation: 'chat-1',
          turn: 0,
          model: 'llama3:8b',
          time: '2026-01-05T08:00:01.000Z',
          prompt: { messages: [system('Be brief.'), user('2 + 2?')] },
          output: { content: '5' },
        },
        ratings: [{ thumb: 'down', score: 1, comment: 'not_accurate: Wrong.', tags: ['math'], author: 'user-1' }],
      },
      { interaction: { output: { content: '4' } }, ratings: [] },
      {
        interaction: {
          turn: 1,
          error: { code: 'UPSTREAM_FAILED' },
          prompt: { messages: [system('Be brief.'), user('2 + 2?'), assistant('4'), user('And 3 + 3?')] },
        },
      },
    ]);
  });

  it('feedback: the answer that it is about, the same as in the chats', async () => {
    await imported(Buffer.from(JSON.stringify([chat])));
    expect(await imported(Buffer.from(JSON.stringify([feedback])))).toMatchObject({ added: { rating: 1 }, known: 1 });
    expect((await all())[1]).toMatchObject({
      interaction: { output: { content: '4' } },
      ratings: [{ thumb: 'up', score: 5, author: 'user-2', time: '2026-01-05T08:05:00.000Z' }],
    });
    expect(await imported(Buffer.from(JSON.stringify([chat])))).toMatchObject({ added: {}, known: 4 });
  });

  it('names what is wrong with a row', async () => {
    const rows = [feedback, { ...feedback, meta: { message_id: 'm9' } }, { ...feedback, updated_at: 'now' }];
    const { problems } = await imported(Buffer.from(JSON.stringify(rows)));
    expect(problems.first.map(({ message }) => message)).toEqual([
      'meta.message_id names no message of the snapshot',
      expect.stringContaining('updated_at'),
    ]);
  });
});

it('refuses what it does not know, and can be told what it is', async () => {
  await expect(imported(jsonl({ a: 1 }))).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  await expect(imported(jsonl())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  expect(await imported(jsonl({ a: 1 }), { format: 'sft' })).toMatchObject({ problems: { count: 1 } });
});

it('refuses a time that is none', async () => {
  await expect(imported(jsonl({ a: 1 }), { time: 'yesterday' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

it('can be cancelled', async () => {
  const controller = new AbortController();
  controller.abort();
  const source = jsonl({ messages: [user('a'), assistant('b')] });
  await expect(imported(source, { signal: controller.signal })).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await all()).toEqual([]);
});
