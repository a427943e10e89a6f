import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogRecord } from '@tuneloop/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabelStudioStandIn } from '../../../test/label-studio-stand-in.ts';
import { tasksOfRows } from '../tasks/tasks-of-rows.ts';
import { openPushState } from './push-state.ts';
import { pushTasks, type PushReport, type PushTasksOptions } from './push-tasks.ts';

let folder: string;
let studio: LabelStudioStandIn;
let records: LogRecord[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tuneloop-push-'));
  studio = new LabelStudioStandIn();
  records = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

// oxlint-disable-next-line require-await -- rows come one by one
async function* rows(count: number): AsyncGenerator<{ line: number; row: unknown }> {
  for (let line = 1; line <= count; line += 1) {
    yield { line, row: { prompt: `Question ${line}`, chosen: `Yes ${line}`, rejected: `No ${line}` } };
  }
}

async function push(count: number, options: Partial<PushTasksOptions> = {}): Promise<PushReport> {
  using state = openPushState(join(folder, 'label-studio.sqlite'));
  // Awaited here: the state is closed at the end of this block.
  return await pushTasks({
    client: studio.client(),
    project: 1,
    tasks: tasksOfRows('pairwise', rows(count)),
    state,
    sink: { write: (record) => records.push(record) },
    batchSize: 10,
    settleMs: 0,
    retries: 2,
    ...options,
  });
}

const keys = (): unknown[] => studio.tasks.map((task) => task.data['tuneloop_key']);
const imports = (): number => studio.requests.filter((name) => name.endsWith('/import')).length;

test('pushes in batches, and what is there already not again', async () => {
  await expect(push(25)).resolves.toEqual({ project: 1, pushed: 25, present: 0 });
  expect(imports()).toBe(3);
  await expect(push(30)).resolves.toEqual({ project: 1, pushed: 5, present: 25 });
  expect(new Set(keys()).size).toBe(30);
  expect(studio.tasks).toHaveLength(30);
});

test('records what judgements will be about before it is asked for', async () => {
  await push(1);
  expect(records.map((record) => record.type)).toEqual(['interaction', 'interaction', 'comparison']);
  const [task] = studio.tasks;
  expect(task?.data).toMatchObject({
    prompt: 'Question 1',
    tuneloop_key: expect.stringMatching(/^pairwise:pair-/) as unknown,
  });
  expect(new Set([task?.data['left'], task?.data['right']])).toEqual(new Set(['No 1', 'Yes 1']));
});

test('asks the project for its tasks when the state is lost', async () => {
  await push(25);
  rmSync(folder, { recursive: true });
  await expect(push(25)).resolves.toEqual({ project: 1, pushed: 0, present: 25 });
  expect(studio.tasks).toHaveLength(25);
});

test('does not believe the state of another project with the same number', async () => {
  await push(5);
  studio.tasks = [];
  studio.createdAt = '2026-06-01T00:00:00Z';
  await expect(push(5)).resolves.toMatchObject({ pushed: 5, present: 0 });
});

test.each(['lost-before', 'lost-after', { status: 502 }] as const)(
  'makes no duplicates when an import ends with %j',
  async (fault) => {
    studio.faults.push({ match: 'POST /api/projects/1/import', fault });
    await expect(push(25)).resolves.toEqual({ project: 1, pushed: 25, present: 0 });
    expect(new Set(keys()).size).toBe(25);
    expect(studio.tasks).toHaveLength(25);
  },
);

test('goes on where it stopped when the server was away for long', async () => {
  await push(10);
  const fault = 'lost-after' as const;
  studio.faults.push({ match: 'POST /api/projects/1/import', fault });
  for (let n = 0; n < 6; n += 1) studio.faults.push({ match: 'GET /api/tasks', fault: 'lost-before' });
  await expect(push(40)).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  studio.faults.length = 0;
  await expect(push(40)).resolves.toEqual({ project: 1, pushed: 20, present: 20 });
  expect(new Set(keys()).size).toBe(40);
  expect(studio.tasks).toHaveLength(40);
});

test('takes duplicates of a slow server away, but none that somebody has touched', async () => {
  await push(3);
  const [first, second] = studio.tasks;
  studio.tasks.push({ ...first!, id: 900, annotations: [] }, { ...second!, id: 901, annotations: [] });
  studio.annotate(901, 1, []);
  studio.faults.push({ match: 'POST /api/projects/1/import', fault: 'lost-before' });
  await push(4);
  expect(studio.tasks.map(({ id }) => id)).not.toContain(900);
  expect(studio.tasks.map(({ id }) => id)).toContain(901);
});

test('does not try again what is refused', async () => {
  studio.faults.push({ match: 'POST /api/projects/1/import', fault: { status: 400, body: '{"detail": "No prompt"}' } });
  await expect(push(3)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('No prompt') as unknown,
  });
  await expect(push(3)).resolves.toMatchObject({ pushed: 3 });
});

test('says so when the project is gone', async () => {
  await expect(push(3, { project: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('stops between batches when it is cancelled', async () => {
  const controller = new AbortController();
  const onProgress = ({ completed }: { completed: number }): void => {
    if (completed === 12) controller.abort();
  };
  await expect(push(40, { signal: controller.signal, onProgress })).rejects.toMatchObject({ code: 'ABORTED' });
  expect(studio.tasks).toHaveLength(10);
  await push(40);
  expect(studio.tasks).toHaveLength(40);
});
