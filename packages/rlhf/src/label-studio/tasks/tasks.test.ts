import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interaction } from '@tuneloop/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openInteractionLog, type OpenInteractionLog } from '../../index.ts';
import type { TemplateKind } from '../templates/template.ts';
import type { LabelingTask } from './labeling-task.ts';
import { tasksOfLog } from './tasks-of-log.ts';
import { tasksOfRows } from './tasks-of-rows.ts';

let folder: string;
let log: OpenInteractionLog;
let minute = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tuneloop-tasks-'));
  log = openInteractionLog({ folder });
});
afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true, force: true });
});

function record(id: string, content: string, changes: Partial<Interaction> = {}): void {
  const interaction: Interaction = {
    id,
    request: id,
    step: 0,
    choice: 0,
    time: new Date(Date.UTC(2026, 0, 1, 0, (minute += 1))).toISOString(),
    model: 'secret-model',
    backend: 'scripted',
    adapters: [],
    prompt: { type: 'messages', messages: [{ role: 'user', content: 'What is <b>?' }] },
    output: { content },
    settings: {},
    tags: [],
    ...changes,
  };
  log.write({ version: 1, type: 'interaction', interaction });
}

async function collect(tasks: AsyncIterable<LabelingTask>): Promise<LabelingTask[]> {
  const all: LabelingTask[] = [];
  for await (const task of tasks) all.push(task);
  return all;
}

async function ofLog(kind: TemplateKind): Promise<{ tasks: LabelingTask[]; skipped: string[] }> {
  const skipped: string[] = [];
  const onSkip = (reason: string, id: string): void => void skipped.push(`${id} ${reason}`);
  const tasks = await collect(tasksOfLog({ kind, log, records: log.records(), onSkip }));
  return { tasks, skipped };
}

test('pairs answers to the same prompt, always the same way, and hides which model gave them', async () => {
  record('one', 'First');
  record('other', 'Elsewhere', { prompt: { type: 'text', text: 'Another prompt' } });
  record('two', 'Second');
  const { tasks, skipped } = await ofLog('pairwise');
  expect(tasks).toHaveLength(1);
  const [task] = tasks;
  expect(task?.data).toMatchObject({ prompt: 'What is <b>?' });
  expect(new Set([task?.data['tuneloop_left'], task?.data['tuneloop_right']])).toEqual(new Set(['one', 'two']));
  expect(task?.data['left']).toBe(task?.data['tuneloop_left'] === 'one' ? 'First' : 'Second');
  expect(task?.records).toMatchObject([{ type: 'comparison' }]);
  expect(JSON.stringify(task?.data)).not.toContain('secret-model');
  expect(skipped).toEqual(['other no-sibling']);
  expect((await ofLog('pairwise')).tasks).toEqual(tasks);
});

test('neither the older nor the newer answer is always on the left', async () => {
  for (let n = 0; n < 20; n += 1) {
    const prompt = { type: 'text' as const, text: `Prompt ${n}` };
    record(`old-${n}`, 'Old', { prompt });
    record(`new-${n}`, 'New', { prompt });
  }
  const left = (await ofLog('pairwise')).tasks.map(({ data }) => data['left']);
  expect(new Set(left)).toEqual(new Set(['Old', 'New']));
});

test('takes a comparison of two drafts as it is, and one of three as three pairs', async () => {
  record('a', 'A', { comparison: 'two' });
  record('b', 'B', { comparison: 'two' });
  await log.compare('all', { id: 'two', drafts: ['a', 'b'] });
  for (const id of ['x', 'y', 'z']) record(id, id.toUpperCase(), { comparison: 'three' });
  await log.compare('all', { id: 'three', drafts: ['x', 'y', 'z'] });
  record('left-alone', 'Draft', { comparison: 'never-finished' });
  const { tasks } = await ofLog('pairwise');
  expect(tasks).toHaveLength(4);
  expect(tasks[0]).toMatchObject({ key: 'pairwise:two', records: [] });
  expect(tasks[0]?.data).toMatchObject({ tuneloop_left: 'a', tuneloop_right: 'b', left: 'A', right: 'B' });
  expect(new Set(tasks.map(({ key }) => key)).size).toBe(4);
});

test('says why an interaction is left out', async () => {
  record('failed', 'x', { error: { code: 'INTERNAL', message: 'm', details: {}, retryable: false } });
  record('private', 'x', { prompt: undefined, output: undefined });
  record('silent', ' ');
  record('same', 'Word for word');
  record('as-well', 'Word for word');
  const { tasks, skipped } = await ofLog('pairwise');
  expect(tasks).toEqual([]);
  expect(skipped).toEqual(['failed failed', 'private no-text', 'silent no-text', 'as-well same-text']);
});

test('asks for each answer when it is to be rated', async () => {
  const call = { id: 'c', name: 'read_file', arguments: '{"path":"a"}' };
  record('call', '', { output: { content: '', toolCalls: [call] } });
  const { tasks } = await ofLog('rating');
  expect(tasks.map(({ key, data }) => [key, data['answer']])).toEqual([['rating:call', '→ read_file({"path":"a"})']]);
});

async function ofRows(kind: TemplateKind, ...rows: unknown[]): Promise<LabelingTask[]> {
  // oxlint-disable-next-line require-await -- rows come one by one
  async function* numbered(): AsyncGenerator<{ line: number; row: unknown }> {
    for (const [index, row] of rows.entries()) yield { line: index + 1, row };
  }
  return collect(tasksOfRows(kind, numbered()));
}

test('reads preference rows, plain or as messages, with ids that follow from what they say', async () => {
  const plain = { prompt: 'Q', chosen: 'Good', rejected: 'Bad' };
  const user = { role: 'user', content: 'Q' };
  const messages = {
    prompt: [user],
    chosen: [{ role: 'assistant', content: 'Good' }],
    rejected: [{ role: 'assistant', content: 'Bad' }],
  };
  const [first, second] = await ofRows('pairwise', plain, messages);
  expect(first?.key).toBe(second?.key);
  expect(first?.records.map(({ type }) => type)).toEqual(['interaction', 'interaction', 'comparison']);
});

test('reads rows with several answers, with one, and whole conversations', async () => {
  expect(await ofRows('pairwise', { prompt: 'Q', completions: ['a', 'b', 'c'] })).toHaveLength(3);
  expect(await ofRows('rating', { prompt: 'Q', completion: 'a' })).toHaveLength(1);
  const messages = [
    { role: 'system', content: 'Be brief' },
    { role: 'user', content: 'Q' },
    { role: 'assistant', content: 'A' },
  ];
  const [task] = await ofRows('correction', { messages });
  expect(task?.data).toMatchObject({ prompt: '[system]\nBe brief\n\n[user]\nQ', answer: 'A' });
});

test('names the line of a row that it cannot read', async () => {
  const rows = ofRows('pairwise', { prompt: 'Q', chosen: 'a', rejected: 'b' }, { prompt: 'Q', completion: 'a' });
  await expect(rows).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('Line 2') as unknown,
  });
});
