import { TuneloopError, type Job, type JobEvent, type JobQueue } from '@tuneloop/protocol';
import { openMemoryStore } from '@tuneloop/store';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { countKind, gatedKind } from '../test/kinds.ts';
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
  test('is a numbered list of events that ends with its result', async () => {
    const jobs = createRunner([countKind()]);
    const { id, status, kind, input } = await jobs.submit({ ...count(2), owner: 'me' });
    expect({ status, kind, input }).toEqual({ status: 'queued', kind: 'count', input: { to: 2 } });
    const events = await eventsOf(jobs, id);
    expect(events).toMatchObject([
      { position: 1, type: 'queued', reason: 'submitted' },
      { position: 2, type: 'started', attempt: 1 },
      { position: 3, type: 'checkpoint', state: 1 },
      { position: 4, type: 'checkpoint', state: 2 },
      { position: 5, type: 'result', value: { counted: 2 } },
    ]);
    expect(await jobs.get(id)).toMatchObject({
      status: 'succeeded',
      owner: 'me',
      attempt: 1,
      lastEvent: 5,
      result: { counted: 2 },
      endedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
  });

  test('is replayed from any position, to any number of readers, slow ones too', async () => {
    const jobs = createRunner([countKind()]);
    const { id } = await jobs.submit(count(300));
    const slow = jobs.events(id)[Symbol.asyncIterator]();
    expect((await slow.next()).value).toMatchObject({ position: 1 });
    const quick = await eventsOf(jobs, id);
    const positions = quick.map(({ position }) => position);
    expect(positions).toEqual(Array.from({ length: 303 }, (_, index) => index + 1));
    expect((await eventsOf(jobs, id, 301)).map(({ position }) => position)).toEqual([302, 303]);
    expect(await eventsOf(jobs, id, 303)).toEqual([]);
    const rest: number[] = [];
    for (let next = await slow.next(); !next.done; next = await slow.next()) rest.push(next.value.position);
    expect(rest).toEqual(positions.slice(1));
  });

  test('goes on when its reader leaves, and a reader leaves at once', async () => {
    const kind = gatedKind();
    const jobs = createRunner([kind]);
    const { id } = await jobs.submit({ kind: 'gated', input: { name: 'a' } });
    const controller = new AbortController();
    const reading = (async () => {
      for await (const event of jobs.events(id, { signal: controller.signal })) {
        if (event.type === 'started') controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
    kind.finish('a');
    expect(await ended(jobs, id)).toMatchObject({ status: 'succeeded', result: 'a' });
  });

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

  test('of no kind, or with wrong input, is refused', async () => {
    const jobs = createRunner([countKind()]);
    await expect(jobs.submit({ kind: 'fly', input: {} })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('count') as string,
    });
    await expect(jobs.submit({ kind: 'count', input: { to: 'two' } })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      details: { param: 'input.to' },
    });
    await expect(jobs.get('job_none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(eventsOf(jobs, 'job_none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
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

describe('cancelling', () => {
  test('a running job ends it as soon as it can', async () => {
    const kind = gatedKind();
    const jobs = createRunner([kind]);
    const { id } = await jobs.submit({ kind: 'gated', input: { name: 'a' } });
    await vi.waitFor(() => expect(kind.running).toContain('a'));
    await jobs.cancel(id);
    const events = await eventsOf(jobs, id);
    expect(events.at(-1)).toMatchObject({ type: 'cancelled' });
    expect(await jobs.get(id)).toMatchObject({ status: 'cancelled' });
    expect(await jobs.cancel(id)).toMatchObject({ status: 'cancelled', lastEvent: events.length });
  });

  test('a queued job never starts it; it can be resumed', async () => {
    const kind = gatedKind();
    const jobs = createRunner([kind], { concurrency: 1 });
    const submit = async (name: string): Promise<string> => (await jobs.submit({ kind: 'gated', input: { name } })).id;
    const [first, second] = [await submit('a'), await submit('b')];
    expect(await jobs.cancel(second)).toMatchObject({ status: 'cancelled' });
    kind.finish('a');
    expect(await ended(jobs, first)).toMatchObject({ status: 'succeeded' });
    expect(kind.running.size).toBe(0);
    await expect(jobs.resume(first)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await jobs.resume(second);
    await vi.waitFor(() => expect(kind.running).toContain('b'));
    kind.finish('b');
    expect((await eventsOf(jobs, second)).map(({ type }) => type)).toEqual([
      'queued',
      'cancelled',
      'queued',
      'started',
      'result',
    ]);
    expect(await jobs.get(second)).toMatchObject({ status: 'succeeded', result: 'b' });
  });
});

test('no more run at the same time than is allowed, of all kinds and of one', async () => {
  const one = gatedKind('one', 1);
  const many = gatedKind('many');
  const jobs = createRunner([one, many], { concurrency: 2 });
  for (const name of ['a', 'b']) await jobs.submit({ kind: 'one', input: { name } });
  for (const name of ['c', 'd']) await jobs.submit({ kind: 'many', input: { name } });
  await vi.waitFor(() => expect([...one.running, ...many.running]).toEqual(['a', 'c']));
  many.finish('c');
  await vi.waitFor(() => expect([...one.running, ...many.running]).toEqual(['a', 'd']));
  one.finish('a');
  await vi.waitFor(() => expect([...one.running, ...many.running]).toEqual(['b', 'd']));
});

test('the same idempotency key gives the same job, but not with other input or for somebody else', async () => {
  const jobs = createRunner([countKind()]);
  const request = { ...count(1), idempotencyKey: 'k', owner: 'me' };
  const { id } = await jobs.submit(request);
  expect((await jobs.submit(request)).id).toBe(id);
  await ended(jobs, id);
  expect((await jobs.submit(request)).id).toBe(id);
  await expect(jobs.submit({ ...request, input: { to: 2 } })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  expect((await jobs.submit({ ...request, owner: 'you' })).id).not.toBe(id);
});

test('the list begins with the latest, page by page, with filters', async () => {
  const jobs = createRunner([countKind(), failing(new TuneloopError('JOB_FAILED', 'no'))]);
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const { id } = await jobs.submit(index === 2 ? { kind: 'fail', input: {} } : count(1));
    ids.unshift(id);
    await ended(jobs, id);
  }
  const first = await jobs.list({ limit: 2 });
  expect([first.jobs.map(({ id }) => id), first.hasMore]).toEqual([ids.slice(0, 2), true]);
  const rest = await jobs.list({ limit: 3, after: ids[1] });
  expect([rest.jobs.map(({ id }) => id), rest.hasMore]).toEqual([ids.slice(2), false]);
  expect((await jobs.list({ kinds: ['fail'] })).jobs.map(({ id }) => id)).toEqual([ids[2]]);
  expect((await jobs.list({ statuses: ['succeeded', 'running'] })).jobs).toHaveLength(4);
  await expect(jobs.list({ limit: 0 })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  await expect(jobs.list({ after: 'job_none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
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
