import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobEvent, JobStep } from '@tuneloop/protocol';
import { openMemoryStore, openStore, type Store } from '@tuneloop/store';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { countKind, gatedKind, stepKind } from './testing/kinds.ts';
import { createJobRunner, type JobRunner } from './job-runner.ts';

const program = join(import.meta.dirname, '../test/runner-process.ts');

async function eventsOf(jobs: JobRunner, id: string): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of jobs.events(id, { signal: AbortSignal.timeout(20_000) })) events.push(event);
  return events;
}

const steps: JobStep[] = [
  { name: 'report', kind: 'step', input: { name: 'report' }, after: ['count'] },
  { name: 'count', kind: 'count', input: { to: 300 }, after: ['export'] },
  { name: 'export', kind: 'step', input: { name: 'export' } },
];

interface Killed {
  store: Store;
  /** Ids of its steps. */
  graph: { report: string; count: string; export: string };
  /** Of `count`, which were seen before the death. */
  checkpoints: number;
}

/** A store with a graph that a process ran which was killed in the middle of it. */
async function killInTheMiddle(resumable: boolean): Promise<Killed> {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-jobs-'));
  const path = join(folder, 'a.sqlite');
  const store = openStore({ path });
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });
  const watcher = createJobRunner({ store, kinds: [countKind(), stepKind()] });
  const [report = '', count = '', before = ''] = (await watcher.submitGraph({ steps })).jobs.map(({ id }) => id);
  const child = spawn(
    process.execPath,
    ['--conditions=@tuneloop/source', program, path, resumable ? 'resumable' : 'not'],
    { stdio: 'ignore' },
  );
  const closed = once(child, 'close');
  let checkpoints = 0;
  // Another process's events are followed as well.
  for await (const event of watcher.events(count, { signal: AbortSignal.timeout(30_000) })) {
    if (event.type === 'checkpoint') checkpoints += 1;
    if (checkpoints === 20) child.kill('SIGKILL');
    if (child.killed) break;
  }
  await closed;
  const statuses = await Promise.all([report, count, before].map(async (id) => (await watcher.get(id)).status));
  expect(statuses).toEqual(['waiting', 'running', 'succeeded']);
  return { store, graph: { report, count, export: before }, checkpoints };
}

describe('a process that was killed in the middle of a graph', { timeout: 60_000 }, () => {
  test('a resumable job goes on from its checkpoint, and the graph behind it', async () => {
    const { store, graph, checkpoints } = await killInTheMiddle(true);
    await using jobs = createJobRunner({ store, kinds: [countKind({ resumable: true }), stepKind()] });
    jobs.start();
    const events = await eventsOf(jobs, graph.count);
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ type }) => type === 'queued' || type === 'started')).toMatchObject([
      { reason: 'ready' },
      { attempt: 1 },
      { reason: 'interrupted' },
      { attempt: 2 },
    ]);
    const states = events.flatMap((event) => (event.type === 'checkpoint' ? [event.state] : []));
    expect(states).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
    expect(checkpoints).toBeGreaterThanOrEqual(20);
    expect(events.at(-1)).toMatchObject({ type: 'result', value: { counted: 300 } });
    expect((await eventsOf(jobs, graph.report)).at(-1)).toMatchObject({
      type: 'result',
      value: { results: { count: { counted: 300 } } },
    });
    expect(await jobs.get(graph.export)).toMatchObject({ status: 'succeeded', attempt: 1 });
  });

  test('another one has failed, and says so; what comes after it is skipped', async () => {
    const { store, graph } = await killInTheMiddle(false);
    await using jobs = createJobRunner({ store, kinds: [countKind(), stepKind()] });
    jobs.start();
    expect((await eventsOf(jobs, graph.count)).at(-1)).toMatchObject({
      type: 'failed',
      error: { code: 'JOB_FAILED', details: { reason: 'interrupted' } },
    });
    expect(await jobs.get(graph.report)).toMatchObject({ status: 'skipped', error: { details: { job: graph.count } } });
    expect(await jobs.get(graph.export)).toMatchObject({ status: 'succeeded', result: { name: 'export' } });
  });
});

test('a job that ends its process each time has failed after the tenth', async () => {
  using store = openMemoryStore();
  const kinds = [{ ...gatedKind(), resumable: true }];
  const submitter = createJobRunner({ store, kinds });
  const { id } = await submitter.submit({ kind: 'gated', input: { name: 'a' } });
  const statuses: string[] = [];
  for (let deaths = 1; deaths <= 10; deaths += 1) {
    store.run(`UPDATE jobs SET status = 'running', runner = 'dead' WHERE id = ?`, id);
    const next = createJobRunner({ store, kinds });
    next.start();
    statuses.push((await next.get(id)).status);
    store.run(`UPDATE jobs SET runner = 'dead' WHERE id = ? AND status = 'running'`, id);
    await next.close();
  }
  expect(statuses).toEqual([...Array.from({ length: 9 }, () => 'running'), 'failed']);
  expect((await submitter.get(id)).error?.message).toContain('10 times');
  expect(await submitter.resume(id)).toMatchObject({ status: 'queued' });
});

describe('two runners on one store', () => {
  /** A job that another runner has, which signed at `seenAt`. */
  async function runnersOf(host: string, processId: number, seenAt: number) {
    const store = openMemoryStore();
    const jobs = createJobRunner({ store, kinds: [countKind()] });
    onTestFinished(async () => {
      vi.useRealTimers();
      await jobs.close();
      store.close();
    });
    const { id } = await jobs.submit({ kind: 'count', input: { to: 1 } });
    store.run(`UPDATE jobs SET status = 'running', runner = 'other' WHERE id = ?`, id);
    store.run(`INSERT INTO jobs_runners VALUES ('other', ?, ?, ?, '[]')`, host, processId, seenAt);
    const sign = (): number => store.run(`UPDATE jobs_runners SET seen_at = ? WHERE id = 'other'`, Date.now());
    return { jobs, sign, statusOf: async () => (await jobs.get(id)).status };
  }

  test.each([
    ['its process is gone', hostname(), 2 ** 22 + 1, 'failed'],
    ['it is of an earlier process with this id', hostname(), process.pid, 'failed'],
    ['its host is another one', 'elsewhere', 1, 'running'],
  ] as const)('the other is judged: %s', async (_case, host, processId, status) => {
    const { jobs, statusOf } = await runnersOf(host, processId, Date.now());
    jobs.start();
    expect(await statusOf()).toBe(status);
  });

  test.each([0, 3_600_000, -3_600_000, 86_400_000])(
    'a clock that is set by %i ms makes nobody dead who signs, and nobody alive who does not',
    async (milliseconds) => {
      vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval', 'performance'] });
      const { jobs, sign, statusOf } = await runnersOf('elsewhere', 1, Date.now());
      jobs.start();
      vi.advanceTimersByTime(3000);
      vi.setSystemTime(Date.now() + milliseconds);
      for (let seconds = 0; seconds < 60; seconds += 5) {
        vi.advanceTimersByTime(5000);
        sign();
        expect(await statusOf()).toBe('running');
      }
      vi.advanceTimersByTime(30_000);
      expect(await statusOf()).toBe('running');
      vi.advanceTimersByTime(3000);
      expect(await statusOf()).toBe('failed');
    },
  );
});
