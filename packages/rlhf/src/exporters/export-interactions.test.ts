import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JobProgress } from '@tuneloop/protocol';
import { exportRig } from '../../test/export-rig.ts';
import { assistant, choice, judged, madeLog, timeAt, user } from '../../test/made-interactions.ts';
import { bad, good, question, right, unrated, wrong } from '../../test/simple-judgements.ts';
import { variety } from '../../test/variety.ts';
import { exportInteractions, type ExportOptions } from './export-interactions.ts';
import { readExportManifest } from './manifest.ts';
import { exportFormats, type ExportFormat } from './export-formats.ts';

const rig = exportRig();

describe('what is left out', () => {
  it('is counted by reason, each interaction once', async () => {
    const { rows, report } = await rig.exported('sft', [
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
    const { report } = await rig.exported(format, variety());
    const leftOut = Object.values(report.leftOut).reduce((sum, count) => sum + count, 0);
    expect(report.interactions).toBe(variety().length);
    expect(report.used + leftOut).toBe(report.interactions);
    const used = new Set(Object.values((await readExportManifest(report.manifest)).sources).flat(2));
    expect(used.size).toBe(report.used);
  });

  it('can be otherwise: neutral answers, cut ones', async () => {
    const records = [judged({ id: 'so-so' }, 3), judged({ id: 'long', finishReason: 'length' }, 'up'), bad];
    expect((await rig.exported('sft', records, { answers: 'not-bad', truncated: true })).rows).toHaveLength(2);
    expect((await rig.exported('sft', records, { answers: 'all' })).rows).toHaveLength(2);
  });
});

it('joins the given beginning of an answer to the rest', async () => {
  const continued = judged(
    { id: 'a', prompt: [user('Count.'), assistant('1, 2')], answer: ', 3', settings: { continueFinalMessage: true } },
    'up',
  );
  expect((await rig.exported('sft', [continued])).rows).toEqual([{ messages: [user('Count.'), assistant('1, 2, 3')] }]);
});

it('takes a corrected answer in place of the original', async () => {
  const corrected = judged(
    { id: 'a', prompt: question, answer: '5' },
    { ratings: [{ thumb: 'down', correction: '4' }] },
  );
  expect((await rig.exported('sft', [corrected])).rows).toEqual([{ messages: [...question, right] }]);
  expect((await rig.exported('dpo', [corrected])).rows).toEqual([
    { prompt: question, chosen: [right], rejected: [wrong] },
  ]);
  expect((await rig.exported('kto', [corrected])).rows).toHaveLength(2);
});

it('makes pairs of nothing but answers to the same messages and tools, in one conversation', async () => {
  const records = variety();
  const askedIn = new Map(
    records.map(({ interaction: { id, conversation, prompt, tools } }) => [
      id,
      JSON.stringify([conversation, prompt, tools]),
    ]),
  );
  const { report } = await rig.exported('dpo', records);
  const pairs = (await readExportManifest(report.manifest)).sources['data.jsonl']!;
  expect(pairs.filter((ids) => ids.length === 2).length).toBeGreaterThan(3);
  for (const ids of pairs) expect(new Set(ids.map((id) => askedIn.get(id))).size).toBe(1);
});

it('takes a correction for none that changes nothing', async () => {
  const same = judged({ id: 'a', prompt: question, answer: '4' }, { ratings: [{ correction: '4' }] });
  expect((await rig.exported('kto', [same])).report.leftOut).toEqual({ 'no-rating': 1 });
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
    const { report } = await rig.exported(format, records, { split: { validation: 0.2, test: 0.1, seed: 'a' } });
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
      const { report } = await rig.exported('sft', records.slice(0, count), {
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
    const { report } = await rig.exported('sft', turns, { split: { validation: 0.5 } });
    expect(report.files.map(({ rows }) => rows).toSorted((a, b) => a - b)).toEqual([0, 2]);
  });
});

describe('the file', () => {
  it.each(exportFormats)('%s: has the same bytes each time, and its manifest too', async (format) => {
    const settings = { where: { model: 'smollm2' } };
    const first = await rig.exported(format, variety(), settings);
    const bytes = await readFile(join(rig.folder, 'data.jsonl'));
    const manifest = await readFile(first.report.manifest, 'utf8');
    await rig.exported(format, variety(), settings);
    expect(await readFile(join(rig.folder, 'data.jsonl'))).toEqual(bytes);
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
      const output = join(rig.folder, 'data.jsonl');
      await expect(exportInteractions({ log, format, output, signal: controller.signal })).rejects.toMatchObject({
        code: 'ABORTED',
      });
      expect(await readdir(rig.folder)).toEqual([]);
    }
  });

  it('says so when it cannot be written', async () => {
    await rig.exported('sft', [good]);
    const output = join(rig.folder, 'data.jsonl', 'below.jsonl');
    await expect(exportInteractions({ log: madeLog([good]), format: 'sft', output })).rejects.toMatchObject({
      code: 'STORE_FAILED',
    });
  });

  it('leaves nothing but itself and its manifest', async () => {
    await rig.exported('dpo', [good, bad]);
    expect((await readdir(rig.folder)).toSorted()).toEqual(['data.jsonl', 'data.jsonl.manifest.json']);
  });
});

it('asks the log for what is wanted, and takes nothing that was said later', async () => {
  const log = madeLog([good, bad, judged({ id: 'late', at: 5000, prompt: question }, 'up')]);
  const where = { model: 'smollm2', since: '2026-01-01T00:00:00+01:00' };
  const report = await exportInteractions({
    log,
    format: 'sft',
    output: join(rig.folder, 'a.jsonl'),
    where,
    asOf: timeAt(500),
  });
  expect(log.asked).toEqual([{ model: 'smollm2', since: '2025-12-31T23:00:00.000Z' }]);
  expect(report).toMatchObject({ interactions: 2, used: 0, leftOut: { 'no-rating': 2 } });
});

it('tells which rows belong together, where that is wanted', async () => {
  const others = [judged({ id: 'c', prompt: [user('3 + 3?')], conversation: 'talk' }, 'up')];
  others.push(judged({ id: 'd', prompt: [user('4 + 4?')], conversation: 'talk' }, 'up'));
  const { rows } = await rig.exported('sft', [good, ...others], { conversations: true });
  const [one, two, three] = rows.map(({ conversation }) => conversation);
  expect([typeof one, two === one, two === three]).toEqual(['string', false, true]);
  expect((await rig.exported('sft', [good])).rows[0]).not.toHaveProperty('conversation');
});

it('tells how far it is', async () => {
  const seen: JobProgress[] = [];
  await rig.exported('dpo', [good, bad], { onProgress: (progress) => seen.push(progress) });
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
  const options = { log: madeLog([]), output: join(rig.folder, 'a.jsonl'), ...settings } as unknown as ExportOptions;
  await expect(exportInteractions(options)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining(message),
  });
});
