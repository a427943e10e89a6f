import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interaction, Rating } from '@tuneloop/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabelStudioStandIn, preference, stars, written } from '../../../test/label-studio-stand-in.ts';
import { openInteractionLog, type OpenInteractionLog } from '../../index.ts';
import { importAnnotations, pullAnnotations, pullOneTask, type PullReport } from './pull-annotations.ts';

let folder: string;
let log: OpenInteractionLog;
let studio: LabelStudioStandIn;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tuneloop-pull-'));
  log = openInteractionLog({ folder });
  studio = new LabelStudioStandIn();
  for (const id of ['a', 'b']) log.write({ version: 1, type: 'interaction', interaction: interaction(id) });
  const comparison = { id: 'pair', time: '2026-01-01T00:00:00Z', drafts: ['a', 'b'] };
  log.write({ version: 1, type: 'comparison', comparison });
  studio.tasks = [
    { id: 1, annotations: [], data: pairData('pair') },
    { id: 2, annotations: [], data: { answer: 'Answer a', tuneloop_key: 'rating:a', tuneloop_interaction: 'a' } },
  ];
});
afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true, force: true });
});

function interaction(id: string): Interaction {
  const prompt = { type: 'messages' as const, messages: [{ role: 'user' as const, content: 'Question' }] };
  const output = { content: `Answer ${id}` };
  const time = '2026-01-01T00:00:00Z';
  const of = { model: 'test', backend: 'scripted', adapters: [], settings: {}, tags: [] };
  return { id, request: id, step: 0, choice: 0, time, prompt, output, ...of };
}

function pairData(comparison: string): Record<string, unknown> {
  const [tuneloop_key, tuneloop_left, tuneloop_right] = [`pairwise:${comparison}`, 'b', 'a'];
  return { tuneloop_key, tuneloop_comparison: comparison, tuneloop_left, tuneloop_right };
}

const pull = (): Promise<PullReport> => pullAnnotations({ client: studio.client(), project: 1, log });

async function choices(): Promise<unknown[]> {
  const { choices: all } = await log.getComparison('all', 'pair');
  return all.map(({ author, outcome, preferred, comment }) => [author, outcome, preferred, comment].filter(Boolean));
}

async function ratings(): Promise<Rating[]> {
  return (await log.get('all', 'a')).ratings;
}

test.each([
  ['left', ['ada@example.com', 'preferred', 'b']],
  ['Right is better', ['ada@example.com', 'preferred', 'a']],
  ['tie', ['ada@example.com', 'tie']],
  ['both_bad', ['ada@example.com', 'both-bad']],
])('the choice %s becomes a choice of the comparison, once', async (choice, expected) => {
  studio.annotate(1, 1, preference(choice));
  await expect(pull()).resolves.toMatchObject({ tasks: 2, annotations: 1, added: 1 });
  await expect(pull()).resolves.toMatchObject({ annotations: 1, added: 0, withdrawn: 0 });
  expect(await choices()).toEqual([expected]);
});

test("reads Label Studio's own Pairwise tag", async () => {
  studio.annotate(1, 1, [{ from_name: 'pw', to_name: 'left,right', type: 'pairwise', value: { selected: 'right' } }]);
  await pull();
  expect(await choices()).toEqual([['ada@example.com', 'preferred', 'a']]);
});

test('ratings, corrections and comments become a rating by their annotator', async () => {
  studio.annotate(2, 2, [stars(4), written('correction', 'Better'), written('comment', 'Too short')]);
  await pull();
  await pull();
  const [rating, ...others] = await ratings();
  expect(rating).toMatchObject({
    author: 'grace@example.com',
    source: 'label-studio',
    score: 4,
    correction: 'Better',
    comment: 'Too short',
    time: '2026-01-02T00:00:01.000Z',
  });
  expect(others).toEqual([]);
});

test('an answer that was handed in unchanged is no correction', async () => {
  studio.annotate(2, 2, [written('correction', ' Answer a\n')]);
  await expect(pull()).resolves.toMatchObject({ added: 0, ignored: { empty: 1 } });
});

test('who changes an annotation is heard, also on the way back, and the history stays', async () => {
  const annotation = studio.annotate(1, 1, preference('left', 'First'));
  await pull();
  studio.change(annotation, preference('right'));
  await pull();
  studio.change(annotation, preference('left', 'First'));
  await pull();
  await pull();
  expect(await choices()).toEqual([
    ['ada@example.com', 'preferred', 'b', 'First'],
    ['ada@example.com', 'preferred', 'a'],
    ['ada@example.com', 'preferred', 'b', 'First'],
  ]);
});

test('a change that says the same is none', async () => {
  const annotation = studio.annotate(1, 1, preference('tie'));
  await pull();
  studio.change(annotation, preference('tie'));
  await expect(pull()).resolves.toMatchObject({ added: 0 });
});

test('what is left out of a changed rating is taken back', async () => {
  const annotation = studio.annotate(2, 1, [stars(2), written('comment', 'Why')]);
  await pull();
  studio.change(annotation, [stars(5)]);
  await pull();
  expect((await ratings()).at(-1)).toMatchObject({ score: 5, comment: null });
});

test('a deleted annotation is withdrawn, once, and one that comes back counts again', async () => {
  const [choice, rating] = [studio.annotate(1, 1, preference('left')), studio.annotate(2, 1, [stars(1)])];
  await pull();
  studio.remove(1, choice);
  studio.remove(2, rating);
  await expect(pull()).resolves.toMatchObject({ added: 0, withdrawn: 2 });
  await expect(pull()).resolves.toMatchObject({ added: 0, withdrawn: 0 });
  expect(await choices()).toEqual([
    ['ada@example.com', 'preferred', 'b'],
    ['ada@example.com', 'withdrawn'],
  ]);
  expect((await ratings()).at(-1)).toMatchObject({ score: null });
  await expect(log.list('all', { rating: 'none' })).resolves.toMatchObject({ interactions: [{}, {}] });
  studio.annotate(1, 1, preference('tie'));
  await expect(pull()).resolves.toMatchObject({ added: 1, withdrawn: 0 });
  expect((await choices()).at(-1)).toEqual(['ada@example.com', 'tie']);
});

test('of two annotations of one person the later counts, and the earlier again when that is deleted', async () => {
  studio.annotate(1, 1, preference('left'));
  const later = studio.annotate(1, 1, preference('right'));
  await expect(pull()).resolves.toMatchObject({ added: 1, ignored: { superseded: 1 } });
  studio.remove(1, later);
  await expect(pull()).resolves.toMatchObject({ added: 1, withdrawn: 0 });
  expect((await choices()).at(-1)).toEqual(['ada@example.com', 'preferred', 'b']);
});

test('a task that was deleted withdraws nothing', async () => {
  studio.annotate(1, 1, preference('left'));
  await pull();
  studio.tasks = [];
  await expect(pull()).resolves.toMatchObject({ tasks: 0, withdrawn: 0 });
});

test('counts by reason what says nothing to the log', async () => {
  studio.annotate(1, 1, preference('left'), { skipped: true });
  studio.annotate(1, 2, []);
  studio.tasks.push({ id: 3, annotations: [], data: { text: 'Theirs' } });
  studio.tasks.push({ id: 4, annotations: [], data: pairData('never-recorded') });
  const expected = { skipped: 1, empty: 1, 'not-ours': 1, unknown: 1 };
  await expect(pull()).resolves.toMatchObject({ added: 0, ignored: expected });
});

test('leaves what the same person said elsewhere alone', async () => {
  await log.rate('all', 'a', { score: 3 }, { author: 'ada@example.com', source: 'web' });
  await expect(pull()).resolves.toMatchObject({ withdrawn: 0 });
});

test('adds nothing again where the log keeps less than was said', async () => {
  studio.annotate(2, 1, [stars(4), written('comment', 'Call 555-0100')]);
  const redacting: typeof log = Object.create(log, {
    write: {
      value: (record: Parameters<typeof log.write>[0]) =>
        log.write(JSON.parse(JSON.stringify(record).replaceAll('555-0100', '[phone]')) as typeof record),
    },
    get: { value: log.get.bind(log) },
    getComparison: { value: log.getComparison.bind(log) },
  }) as typeof log;
  const options = { client: studio.client(), project: 1, log: redacting };
  await expect(pullAnnotations(options)).resolves.toMatchObject({ added: 1 });
  await expect(pullAnnotations(options)).resolves.toMatchObject({ added: 0 });
  expect(await ratings()).toMatchObject([{ comment: 'Call [phone]' }]);
});

test('goes on in the next pull when the server goes away in the middle', async () => {
  studio.tasks = Array.from({ length: 450 }, (_, index) => ({
    id: index + 1,
    annotations: [],
    data: pairData('pair'),
  }));
  studio.annotate(1, 1, preference('left'));
  studio.annotate(450, 2, preference('right'));
  const onProgress = ({ completed }: { completed: number }): void => {
    if (completed !== 200) return;
    for (let n = 0; n < 3; n += 1) studio.faults.push({ match: 'GET /api/tasks', fault: 'lost-before' });
  };
  const cut = pullAnnotations({ client: studio.client(), project: 1, log, onProgress });
  await expect(cut).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  expect(await choices()).toEqual([['ada@example.com', 'preferred', 'b']]);
  await expect(pull()).resolves.toMatchObject({ tasks: 450, added: 1 });
  expect(await choices()).toHaveLength(2);
});

test('pulls one task by its number, and none of another project', async () => {
  studio.annotate(1, 1, preference('tie'));
  await expect(pullOneTask(1, { client: studio.client(), project: 2, log })).resolves.toMatchObject({ added: 0 });
  await expect(pullOneTask(1, { client: studio.client(), project: 1, log })).resolves.toMatchObject({ added: 1 });
  await expect(pull()).resolves.toMatchObject({ added: 0 });
});

test('names users whom the server does not list by their numbers', async () => {
  studio.annotate(1, 7, preference('tie'));
  await pull();
  expect(await choices()).toEqual([['label-studio:7', 'tie']]);
});

test('an exported file counts once, and as what is pulled from the same project', async () => {
  const task = {
    id: 1,
    project: 1,
    data: pairData('pair'),
    annotations: [{ id: 5, userId: 1, skipped: false, updatedAt: '2026-01-02T00:00:01.000Z', results: choice('left') }],
  };
  const users = new Map([[1, 'ada@example.com']]);
  const options = { url: 'http://label.test', log, users };
  await expect(importAnnotations([task], options)).resolves.toMatchObject({ added: 1 });
  await expect(importAnnotations([task], options)).resolves.toMatchObject({ added: 0 });
  studio.annotate(1, 1, preference('left'));
  await expect(pull()).resolves.toMatchObject({ added: 0 });
});

function choice(value: string): { control: string; type: string; value: Record<string, unknown> }[] {
  return [{ control: 'preference', type: 'choices', value: { choices: [value] } }];
}
