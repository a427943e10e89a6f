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
