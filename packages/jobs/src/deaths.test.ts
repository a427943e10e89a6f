import { setTimeout as sleep } from 'node:timers/promises';
import { TuneloopError, type Job, type JobEvent, type JobStep } from '@tuneloop/protocol';
import { openMemoryStore } from '@tuneloop/store';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { mortalStore } from '../test/mortal-store.ts';
import { defineJobKind, type JobKind } from './job-kind.ts';
import { createJobRunner, type JobRunner } from './job-runner.ts';
import { isEnded } from './job-row.ts';

interface Plan {
  /** `after` are numbers of earlier steps; the first attempts fail. */
  steps: { after: number[]; failures: number; retryable: boolean; turns: number }[];
  /** At which of its writes each process but the last is killed. */
  lives: number[];
  cancelled: number | undefined;
  concurrency: number;
  resumable: boolean;
}

const plans: fc.Arbitrary<Plan> = fc.integer({ min: 1, max: 9 }).chain((count) =>
  fc.record({
    steps: fc.tuple(
      ...Array.from({ length: count }, (_, index) =>
        fc.record({
          after: index === 0 ? fc.constant<number[]>([]) : fc.uniqueArray(fc.nat(index - 1), { maxLength: 3 }),
          failures: fc.constantFrom<number[]>(0, 0, 0, 1, 2, 5),
          retryable: fc.boolean(),
          turns: fc.nat(3),
        }),
      ),
    ),
    lives: fc.array(fc.nat(60), { maxLength: 4 }),
    cancelled: fc.option(fc.nat(count - 1), { nil: undefined }),
    concurrency: fc.integer({ min: 1, max: 4 }),
    resumable: fc.boolean(),
  }),
);

const attempts = 3;

/** Runs steps, and notes those that began before what they come after. */
function createKind({ steps, resumable }: Plan, statusOf: (step: number) => unknown, tooEarly: number[]): JobKind {
  return defineJobKind({
    name: 'step',
    input: z.strictObject({ step: z.int() }),
    resumable,
    retry: { attempts, baseMs: 1, capMs: 2 },
    run: async ({ step }, { attempt, results, signal }) => {
      const { after, failures, retryable, turns } = steps[step] ?? {
        after: [],
        failures: 0,
        retryable: true,
        turns: 0,
      };
      const areDone = after.every((earlier) => statusOf(earlier) === 'succeeded' && results[earlier] === earlier);
      if (!areDone) tooEarly.push(step);
      for (let turn = 0; turn < turns; turn += 1) await sleep(0);
      if (signal.aborted) throw TuneloopError.from(signal.reason);
      if (attempt <= failures) throw new TuneloopError('UPSTREAM_FAILED', 'no', { retryable });
      return step;
    },
  });
}

async function eventsOf(jobs: JobRunner, id: string): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of jobs.events(id, { signal: AbortSignal.timeout(10_000) })) events.push(event);
  return events;
}

function checkJob(job: Job, events: readonly JobEvent[], dependencies: readonly Job[]): void {
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
  const ends = events.filter(({ type }) => ['result', 'failed', 'cancelled', 'skipped'].includes(type));
  expect(ends).toEqual([events.at(-1)]);
  const hasStarted = events.some(({ type }) => type === 'started');
  const areDone = dependencies.every(({ status }) => status === 'succeeded');
  if (job.status === 'skipped') expect([areDone, hasStarted]).toEqual([false, false]);
  if (hasStarted) expect(areDone).toBe(true);
  expect(events.filter(({ type }) => type === 'retrying').length).toBeLessThan(attempts);
  expect(events.filter(({ type }) => type === 'started')).toHaveLength(job.attempt);
}

test('every job of a graph ends once and none begins too early, wherever processes die', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      using store = openMemoryStore();
      const observer = createJobRunner({ store, kinds: [] });
      const list = async (): Promise<Job[]> => (await observer.list({ limit: 100 })).jobs;
      let seen: Job[] = [];
      const tooEarly: number[] = [];
      const statusOf = (step: number): unknown =>
        store.get('SELECT status FROM jobs WHERE step = ?', String(step))?.['status'];
      const kind = createKind(plan, statusOf, tooEarly);
      const steps: JobStep[] = plan.steps.map(({ after }, step) => ({
        name: String(step),
        kind: 'step',
        input: { step },
        after: after.map(String),
      }));

      for (const life of [...plan.lives, Number.POSITIVE_INFINITY]) {
        const mortal = mortalStore(store, life);
        let jobs: JobRunner | undefined;
        try {
          jobs = createJobRunner({ store: mortal.store, kinds: [kind], concurrency: plan.concurrency });
          jobs.start();
          const graph = await jobs.submitGraph({ steps, idempotencyKey: 'once' });
          const cancelled = graph.jobs[plan.cancelled ?? -1];
          if (cancelled) await jobs.cancel(cancelled.id);
        } catch (error) {
          expect(mortal.isDead(), String(error)).toBe(true);
        }
        await vi.waitFor(
          async () => {
            seen = await list();
            expect(mortal.isDead() || (seen.length > 0 && seen.every(isEnded))).toBe(true);
          },
          { interval: 1, timeout: 10_000 },
        );
        await jobs?.close({ graceMs: 0 });
      }

      expect(seen).toHaveLength(steps.length);
      expect(tooEarly).toEqual([]);
      for (const job of seen) {
        const dependencies = job.after.flatMap((id) => seen.find((other) => other.id === id) ?? []);
        checkJob(job, await eventsOf(observer, job.id), dependencies);
      }
      let position = 0;
      for await (const event of observer.graphEvents(seen[0]?.group ?? '')) expect(event.position).toBe(++position);
      expect(position).toBe(seen.reduce((sum, { lastEvent }) => sum + lastEvent, 0));
    }),
    { numRuns: 40 },
  );
});
