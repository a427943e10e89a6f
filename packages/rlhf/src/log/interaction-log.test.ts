import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InteractionQuery, Judge, LogScope } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { interactionRecord } from '../../test/interactions.ts';
import { openTestLog } from '../../test/log-folder.ts';
import { LogIndex } from '../index/log-index.ts';
import { LogReader } from './log-reader.ts';
import { openInteractionLog } from './open-interaction-log.ts';
import type { OpenInteractionLog } from './open-log.ts';

const ada: Judge = { author: 'ada', source: 'web' };
const bob: Judge = { author: 'bob', source: 'api' };

async function idsOf(
  log: OpenInteractionLog,
  query: InteractionQuery = {},
  scope: LogScope = 'all',
): Promise<string[]> {
  return (await log.list(scope, query)).interactions.map(({ interaction }) => interaction.id);
}

async function idsOfRecords(log: OpenInteractionLog): Promise<string[]> {
  const ids: string[] = [];
  for await (const { interaction } of log.records()) ids.push(interaction.id);
  return ids;
}

test('what was written is there, as it was, once the call has returned', async () => {
  const log = openTestLog();
  const record = interactionRecord('a', { tags: ['x'], owner: 'key' });
  log.write(record);
  expect(await log.get('all', 'a')).toEqual({
    interaction: record.type === 'interaction' && record.interaction,
    ratings: [],
    choices: [],
  });
});

describe('listing', () => {
  test('gives the latest first, page by page, and records the oldest first', async () => {
    const log = openTestLog();
    const ids = Array.from({ length: 120 }, (_, index) => `i${String(index).padStart(3, '0')}`);
    for (const [index, id] of ids.toReversed().entries()) {
      log.append(interactionRecord(id, { time: new Date(Date.UTC(2026, 0, 2) - index * 1000).toISOString() }));
    }
    const first = await log.list('all', { limit: 100 });
    expect(first.hasMore).toBe(true);
    const after = first.interactions.at(-1)!.interaction.id;
    const second = await log.list('all', { limit: 100, after });
    expect(second.hasMore).toBe(false);
    const listed = [...first.interactions, ...second.interactions].map(({ interaction }) => interaction.id);
    expect(listed).toEqual(ids.toReversed());
    expect(await idsOfRecords(log)).toEqual(ids);
  });

  test('keeps the choices and steps of one request in their order', async () => {
    const log = openTestLog();
    log.append(interactionRecord('r', { step: 1 }));
    log.append(interactionRecord('r.g1.c1', { request: 'r', step: 1, choice: 1 }));
    log.append(interactionRecord('r.g0.c0', { request: 'r' }));
    expect(await idsOfRecords(log)).toEqual(['r.g0.c0', 'r', 'r.g1.c1']);
  });
});

describe('queries', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-log-'));
  const log = openInteractionLog({ folder });
  beforeAll(async () => {
    const same = { prompt: { type: 'text', text: 'Same.' } } as const;
    log.append(
      interactionRecord('a', {
        ...same,
        time: '2026-01-01T00:00:00Z',
        tags: ['blue'],
        output: { content: 'Grüße, Welt!' },
      }),
    );
    log.append(
      interactionRecord('b', {
        time: '2026-01-02T00:00:00Z',
        model: 'large',
        adapters: [{ id: 'polite@2', scale: 1 }],
      }),
    );
    log.append(
      interactionRecord('c', {
        ...same,
        time: '2026-01-03T00:00:00Z',
        conversation: 'talk',
        output: { content: '東京です' },
        error: { code: 'ABORTED', message: 'Left.', details: {}, retryable: false },
      }),
    );
    await log.rate('all', 'b', { thumb: 'down', score: 1, tags: ['boring'] }, ada);
    await log.rate('all', 'b', { thumb: 'up', score: 2, tags: ['funny'], comment: 'Delightful.' }, ada);
    await log.rate('all', 'b', { score: 4 }, bob);
    await log.rate('all', 'c', { correction: 'Tokyo.' }, bob);
    await log.compare('all', { id: 'x', drafts: ['a', 'c'] });
    await log.choose('all', 'x', { outcome: 'tie' }, ada);
  });
  afterAll(async () => {
    await log.close();
    rmSync(folder, { recursive: true });
  });

  test.each<[InteractionQuery, string[]]>([
    [{ model: 'large' }, ['b']],
    [{ adapter: 'polite' }, ['b']],
    [{ adapter: 'polite@2' }, ['b']],
    [{ adapter: 'polite@1' }, []],
    [{ adapter: 'none' }, ['c', 'a']],
    [{ conversation: 'talk' }, ['c']],
    [{ request: 'a' }, ['a']],
    [{ tag: 'blue' }, ['a']],
    [{ tag: 'funny' }, ['b']],
    [{ tag: 'boring' }, []],
    [{ since: '2026-01-02T00:00:00Z' }, ['c', 'b']],
    [{ until: '2026-01-02T00:00:00Z' }, ['a']],
    [{ rating: 'up' }, ['b']],
    [{ rating: 'down' }, []],
    [{ rating: 'any' }, ['c', 'b', 'a']],
    [{ rating: 'none' }, []],
    [{ rating: 'corrected' }, ['c']],
    [{ rating: 'compared' }, ['c', 'a']],
    [{ minScore: 3 }, ['b']],
    [{ minScore: 3.5 }, []],
    [{ failed: true }, ['c']],
    [{ failed: false }, ['b', 'a']],
    [{ text: 'grüße' }, ['a']],
    [{ text: 'GRUSSE' }, []],
    [{ text: 'gruße welt' }, ['a']],
    [{ text: 'welt elsewhere' }, []],
    [{ text: 'delightful' }, ['b']],
    [{ text: '京' }, ['c']],
  ])('find by %o', async (query, expected) => {
    expect(await idsOf(log, query)).toEqual(expected);
    // The same by a Node without FTS5.
    const index = new LogIndex({ folder, path: join(folder, 'plain.sqlite'), words: false });
    const { interactions } = await new LogReader(folder, index).list('all', { ...query, limit: 1 });
    await index.close();
    expect(interactions.map(({ interaction }) => interaction.id)).toEqual(expected.slice(0, 1));
  });

  test.each([
    { limit: 0 },
    { limit: 101 },
    { minScore: 6 },
    { since: 'yesterday' },
    { text: ' ?' },
    { rating: 'good' },
  ])('with %o are refused', async (query) => {
    await expect(log.list('all', query as InteractionQuery)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('behind something that is not there are refused', async () => {
    await expect(log.list('all', { after: 'z' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('ratings', () => {
  test('append: the history stays, and the last one of an author counts, field by field', async () => {
    const log = openTestLog();
    log.append(interactionRecord('a'));
    await log.rate('all', 'a', { thumb: 'down', comment: 'No.' }, ada);
    await log.rate('all', 'a', { thumb: 'up' }, ada);
    expect(await idsOf(log, { rating: 'up' })).toEqual(['a']);
    await log.rate('all', 'a', { thumb: null, comment: null }, ada);
    expect(await idsOf(log, { rating: 'none' })).toEqual(['a']);
    expect((await log.get('all', 'a')).ratings.map(({ thumb }) => thumb)).toEqual(['down', 'up', null]);
  });

  test('with an id that is there already changes nothing', async () => {
    const log = openTestLog();
    log.append(interactionRecord('a'));
    const rating = await log.rate('all', 'a', { thumb: 'up' }, ada);
    log.append({ version: 1, type: 'rating', rating: { ...rating, thumb: 'down' } });
    log.append(interactionRecord('a', { model: 'other' }));
    const found = await log.get('all', 'a');
    expect(found.ratings).toEqual([rating]);
    expect(found.interaction.model).toBe('small');
  });

  test('that say nothing, or what cannot be, are refused', async () => {
    const log = openTestLog();
    log.append(interactionRecord('a'));
    await expect(log.rate('all', 'a', {}, ada)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(log.rate('all', 'a', { score: 6 }, ada)).rejects.toThrow('score: ');
    await expect(log.rate('all', 'b', { score: 5 }, ada)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('comparisons', () => {
  test('keep their drafts in order, and all choices', async () => {
    const log = openTestLog();
    const prompt = { type: 'text', text: 'Say.' } as const;
    for (const id of ['a', 'b']) log.append(interactionRecord(id, { prompt }));
    await log.compare('all', { id: 'x', drafts: ['b', 'a'] });
    const first = await log.choose('all', 'x', { outcome: 'preferred', preferred: 'a' }, ada);
    const second = await log.choose('all', 'x', { outcome: 'both-bad' }, ada);
    const found = await log.getComparison('all', 'x');
    expect(found.drafts.map(({ id }) => id)).toEqual(['b', 'a']);
    expect(found.choices).toEqual([first, second]);
    expect((await log.get('all', 'b')).choices).toEqual([first, second]);
    const all = [];
    for await (const comparison of log.comparisons()) all.push(comparison);
    expect(all).toEqual([found]);
  });

  test('that everybody takes back count as none', async () => {
    const log = openTestLog();
    const prompt = { type: 'text', text: 'Say.' } as const;
    for (const id of ['a', 'b']) log.append(interactionRecord(id, { prompt }));
    await log.compare('all', { id: 'x', drafts: ['a', 'b'] });
    await log.choose('all', 'x', { outcome: 'tie' }, ada);
    await log.choose('all', 'x', { outcome: 'tie' }, bob);
    await log.choose('all', 'x', { outcome: 'withdrawn' }, ada);
    expect(await idsOf(log, { rating: 'compared' })).toHaveLength(2);
    await log.choose('all', 'x', { outcome: 'withdrawn' }, bob);
    expect(await idsOf(log, { rating: 'compared' })).toEqual([]);
    expect(await idsOf(log, { rating: 'none' })).toHaveLength(2);
  });

  test('of different prompts, of one draft, or with a choice that is none are refused', async () => {
    const log = openTestLog();
    for (const id of ['a', 'b']) log.append(interactionRecord(id));
    log.append(
      interactionRecord('c', { prompt: { type: 'messages', messages: [{ role: 'user', content: 'What is a?' }] } }),
    );
    await expect(log.compare('all', { id: 'x', drafts: ['a', 'b'] })).rejects.toThrow('same prompt');
    await expect(log.compare('all', { id: 'x', drafts: ['a', 'a'] })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    await expect(log.compare('all', { id: 'x', drafts: ['a', 'd'] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await log.compare('all', { id: 'x', drafts: ['a', 'c'] });
    const wrong = { outcome: 'preferred', preferred: 'b' } as const;
    await expect(log.choose('all', 'x', wrong, ada)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    const tie = { outcome: 'tie', preferred: 'a' } as const;
    await expect(log.choose('all', 'x', tie, ada)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(log.choose('all', 'y', { outcome: 'tie' }, ada)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('an owner sees what is its own', async () => {
  const log = openTestLog();
  log.append(interactionRecord('a', { owner: 'one' }));
  log.append(interactionRecord('b', { owner: 'two' }));
  log.append(interactionRecord('c'));
  expect(await idsOf(log, {}, { owner: 'one' })).toEqual(['a']);
  expect(await idsOf(log, {}, { owner: undefined })).toEqual(['c']);
  await expect(log.get({ owner: 'one' }, 'b')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(log.rate({ owner: 'one' }, 'b', { thumb: 'up' }, ada)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(log.delete({ owner: undefined }, 'a')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

describe('deleting', () => {
  test('hides an interaction at once, with what was said of it', async () => {
    const log = openTestLog();
    const prompt = { type: 'text', text: 'Say.' } as const;
    for (const id of ['a', 'b']) log.append(interactionRecord(id, { prompt }));
    await log.rate('all', 'a', { comment: 'Secretive.' }, ada);
    await log.compare('all', { id: 'x', drafts: ['a', 'b'] });
    await log.choose('all', 'x', { outcome: 'tie' }, ada);
    await log.delete('all', 'a');
    expect(await idsOf(log)).toEqual(['b']);
    expect(await idsOf(log, { text: 'secretive' })).toEqual([]);
    expect(await idsOf(log, { rating: 'compared' })).toEqual([]);
    await expect(log.getComparison('all', 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(log.delete('all', 'a')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('hides a conversation of its owner, and not one that takes the same id later', async () => {
    const log = openTestLog({ now: () => new Date('2026-11-21T09:00:00Z') });
    log.append(interactionRecord('a', { conversation: 'talk', owner: 'one' }));
    log.append(interactionRecord('b', { conversation: 'talk', owner: 'two' }));
    expect(await log.deleteConversation('one', 'talk')).toBe(1);
    // Was being generated when the conversation was deleted.
    log.append(interactionRecord('c', { conversation: 'talk', owner: 'one', time: '2026-11-21T08:59:59Z' }));
    log.append(interactionRecord('d', { conversation: 'talk', owner: 'one', time: '2026-11-21T09:00:01Z' }));
    expect(await idsOf(log)).toEqual(['d', 'b']);
  });
});

test('reading all of it leaves others their turn', async () => {
  const log = openTestLog();
  for (let index = 0; index < 300; index += 1) log.append(interactionRecord(`i${index}`));
  await log.list('all');
  let turns = 0;
  let timer = setImmediate(function count() {
    turns += 1;
    timer = setImmediate(count);
  });
  expect(await idsOfRecords(log)).toHaveLength(300);
  clearImmediate(timer);
  expect(turns).toBeGreaterThanOrEqual(5);
});

describe('the timeline', () => {
  const at = (log: OpenInteractionLog, id: string, time: string, more: object = {}): void =>
    log.append(interactionRecord(id, { time, ...more }));
  const openFilled = async (): Promise<OpenInteractionLog> => {
    const log = openTestLog();
    at(log, 'a', '2026-01-01T00:10:00.000Z');
    at(log, 'b', '2026-01-01T00:50:00.000Z', { model: 'other' });
    at(log, 'c', '2026-01-02T12:00:00.000Z');
    await log.rate('all', 'a', { thumb: 'up' }, ada);
    await log.rate('all', 'c', { thumb: 'down' }, ada);
    return log;
  };

  test('counts what fits in steps that people think in, without gaps', async () => {
    const { total, stepMs, buckets } = await (await openFilled()).timeline();
    expect([total, stepMs]).toEqual([3, 3_600_000]);
    expect(buckets).toHaveLength(37);
    expect(buckets[0]).toEqual({ start: '2026-01-01T00:00:00.000Z', count: 2, up: 1, down: 0, failed: 0 });
    expect(buckets[1]).toMatchObject({ start: '2026-01-01T01:00:00.000Z', count: 0, up: 0 });
    expect(buckets.at(-1)).toMatchObject({ start: '2026-01-02T12:00:00.000Z', count: 1, down: 1 });
  });

  test('takes the filters of a list, and nothing gives nothing', async () => {
    const log = await openFilled();
    expect(await log.timeline({ model: 'other' })).toMatchObject({ total: 1, stepMs: 1000, buckets: [{ count: 1 }] });
    expect(await log.timeline({ rating: 'down', since: '2026-01-02T00:00:00Z' })).toMatchObject({ total: 1 });
    expect(await log.timeline({ model: 'none' })).toEqual({ total: 0, stepMs: 0, buckets: [] });
    expect(await log.timeline({}, { scope: { owner: 'somebody' } })).toMatchObject({ total: 0 });
  });

  test('has about 60 buckets at most, however long it is', async () => {
    const log = openTestLog();
    at(log, 'old', '1994-05-05T00:00:00.000Z', { model: 'long' });
    at(log, 'new', '2026-05-05T00:00:00.000Z', { model: 'long' });
    const { total, buckets } = await log.timeline({ model: 'long' });
    expect(total).toBe(2);
    expect(buckets.length).toBeLessThanOrEqual(61);
  });
});
