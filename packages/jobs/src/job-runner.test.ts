import { TuneloopError, type Job, type JobEvent, type JobQueue } from '@tuneloop/protocol';
import { openMemoryStore } from '@tuneloop/store';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { countKind } from './testing/kinds.ts';
import { defineJobKind, type JobKind } from './job-kind.ts';
import { createJobRunner, type JobRunner } from './job-runner.ts';
import type { JobRunnerOptions } from './runner-options.ts';

function createRunner(kinds: readonly JobKind[], options: Partial<JobRunnerOptions> = {}): JobRunner {
  const store = options.store ?? openMemoryStore();
  const runner = createJobRunner({ store, kinds, ...options });
  onTestFinished(async () => {
    await runner.close();
    store.close();
  });
  runner.start();
  return runner;
}

async function eventsOf(jobs: JobQueue, id: string, after?: number): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of jobs.events(id, { after, signal: AbortSignal.timeout(5000) })) events.push(event);
  return events;
}

async function ended(jobs: JobQueue, id: string): Promise<Job> {
  await eventsOf(jobs, id);
  return jobs.get(id);
}

const failing = (error: unknown): JobKind =>
  defineJobKind({ name: 'fail', input: z.strictObject({}), run: () => Promise.reject(error as Error) });

const count = (to: number): { kind: string; input: { to: number } } => ({ kind: 'count', input: { to } });

describe('a job', () => {
  test('that fails says why; what is not ours is not told', async () => {
    const error = vi.fn<(details: object, message: string) => void>();
    const told = createRunner([failing(new TuneloopError('UPSTREAM_FAILED', 'The hub is away.'))]);
    const first = await told.submit({ kind: 'fail', input: {} });
    expect(await ended(told, first.id)).toMatchObject({
      status: 'failed',
      error: { code: 'UPSTREAM_FAILED', message: 'The hub is away.' },
    });
    const hidden = createRunner([failing(new Error('at /home/me'))], { logger: { error } });
    const second = await hidden.submit({ kind: 'fail', input: {} });
    const { error: shown } = await ended(hidden, second.id);
    expect(shown).toMatchObject({ code: 'INTERNAL' });
    expect(JSON.stringify(shown)).not.toContain('/home/me');
    expect(error).toHaveBeenCalledOnce();
  });

  test('whose result is no plain data has failed', async () => {
    const jobs = createRunner([{ name: 'big', input: z.unknown(), run: async () => 10n }]);
    const { id } = await jobs.submit({ kind: 'big', input: 1 });
    expect(await ended(jobs, id)).toMatchObject({ status: 'failed', error: { code: 'INTERNAL' } });
  });
});

test('progress is thinned, but for the ends of its phases, and stands before what comes after', async () => {
  const jobs = createRunner(
    [
      defineJobKind({
        name: 'move',
        input: z.strictObject({}),
        run: async (_input, { progress, log }) => {
          for (let completed = 0; completed <= 1000; completed += 1) progress({ phase: 'a', completed, total: 1000 });
          for (let completed = 0; completed < 50; completed += 1) progress({ phase: 'b', completed });
          log('nearly');
        },
      }),
    ],
    { progressIntervalMs: 60_000 },
  );
  const { id } = await jobs.submit({ kind: 'move', input: {} });
  const events = await eventsOf(jobs, id);
  expect(
    events.slice(2, -1).map((event) => (event.type === 'progress' ? [event.phase, event.completed] : event.type)),
  ).toEqual([['a', 0], ['a', 1000], ['b', 0], ['b', 49], 'log']);
  expect((await jobs.get(id)).progress).toEqual({ phase: 'b', completed: 49 });
});

test('only the latest ended jobs are kept', async () => {
  const jobs = createRunner([countKind()], { retention: { jobs: 2 } });
  const ids: string[] = [];
  for (let index = 0; index < 4; index += 1) {
    ids.push((await jobs.submit(count(1))).id);
    await ended(jobs, ids[index] ?? '');
  }
  await vi.waitFor(async () => expect((await jobs.list()).jobs.map(({ id }) => id)).toEqual([ids[3], ids[2]]));
});

test('wrong options are named', () => {
  const store = openMemoryStore();
  const twice = [countKind(), countKind()];
  expect(() => createJobRunner({ store, kinds: twice, concurrency: 0 })).toThrow(/different[^]*concurrency/);
});

test('a runner knows whether another one runs jobs of a kind', async () => {
  const store = openMemoryStore();
  const first = createRunner([countKind()], { store });
  const second = createJobRunner({ store, kinds: [countKind()] });
  expect([first.runsElsewhere('count'), second.runsElsewhere('count'), second.runsElsewhere('fly')]).toEqual([
    false,
    true,
    false,
  ]);
  await first.close();
  expect(second.runsElsewhere('count')).toBe(false);
});
