import { openMemoryStore } from '@tuneloop/store';
import { expect, test } from 'vitest';
import { createJobRunner } from './job-runner.ts';
import { jobMigrations } from './migrations.ts';
import { countKind } from './testing/kinds.ts';

test('jobs of the first version go on', async () => {
  using store = openMemoryStore();
  store.migrate('jobs', jobMigrations.slice(0, 1));
  store.run(
    `INSERT INTO jobs (id, kind, input, status, created_at, attempt, last_event, checkpoint, runner)
     VALUES ('job_old', 'count', '{"to":3}', 'running', '2026-01-01T00:00:00.000Z', 1, 2, '2', 'gone')`,
  );
  await using jobs = createJobRunner({ store, kinds: [countKind({ resumable: true })] });
  jobs.start();
  const types: string[] = [];
  for await (const { type } of jobs.events('job_old')) types.push(type);
  expect(types).toEqual(['queued', 'started', 'checkpoint', 'result']);
  expect(await jobs.get('job_old')).toMatchObject({ status: 'succeeded', after: [], priority: 0, attempt: 2 });
});

test('events of graphs of earlier versions get their numbers', async () => {
  using store = openMemoryStore();
  store.migrate('jobs', jobMigrations.slice(0, 3));
  for (const step of ['a', 'b']) {
    store.run(
      `INSERT INTO jobs (id, kind, input, status, graph, step, created_at, last_event) VALUES (?, 'count', '{}', 'succeeded', 'g', ?, '', 2)`,
      `job_${step}`,
      step,
    );
  }
  const event = (job: number, position: number, second: number): void => {
    const time = `2026-01-01T00:00:0${second}.000Z`;
    const text = JSON.stringify({ position, time, type: 'cancelled' });
    store.run('INSERT INTO jobs_events (job, position, event) VALUES (?, ?, ?)', job, position, text);
  };
  event(1, 1, 1);
  event(2, 1, 1);
  event(1, 2, 2);
  event(2, 2, 3);
  await using jobs = createJobRunner({ store, kinds: [] });
  const events: unknown[] = [];
  for await (const { position, step, event: own } of jobs.graphEvents('g')) events.push([position, step, own.position]);
  expect(events).toEqual([
    [1, 'a', 1],
    [2, 'b', 1],
    [3, 'a', 2],
    [4, 'b', 2],
  ]);
  expect((await jobs.getGraph('g')).jobs.map(({ step }) => step)).toEqual(['a', 'b']);
});
