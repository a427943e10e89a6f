import type { JobStep } from '@tuneloop/protocol';
import { describe, expect, test, vi } from 'vitest';
import { gatedKind, stepKind } from '../kinds.ts';
import type { ConformanceContext } from './context.ts';

const step = (name: string, after: string[] = [], failures = 0): JobStep => ({
  name,
  kind: 'step',
  input: { name, failures },
  after,
});

export function testGraphs({ start, ended, eventsOf, graphEventsOf }: ConformanceContext): void {
  describe('a graph', () => {
    test('runs each step after those before it, with their results by name', async () => {
      const kind = stepKind();
      const jobs = await start([kind]);
      const steps = [step('report', ['train', 'export']), step('train', ['export']), step('export')];
      const graph = await jobs.submitGraph({ steps, owner: 'me' });
      expect(graph.jobs).toMatchObject([
        { step: 'report', group: graph.id, owner: 'me', status: 'waiting' },
        { step: 'train', group: graph.id },
        { step: 'export', group: graph.id, after: [] },
      ]);
      const [report, train] = graph.jobs.map(({ id }) => id);
      expect(report && (await ended(jobs, report))).toMatchObject({
        status: 'succeeded',
        result: { results: { export: { name: 'export', results: {} }, train: { name: 'train' } } },
      });
      expect(kind.started).toEqual(['export', 'train', 'report']);
      expect(await jobs.get(report ?? '')).toMatchObject({ after: [train, graph.jobs[2]?.id] });
      expect((await jobs.list({ group: graph.id })).jobs).toHaveLength(3);
    });

    test('runs independent steps side by side', async () => {
      const kind = gatedKind();
      const jobs = await start([kind], { concurrency: 5 });
      const gated = (name: string, after: string[] = []): JobStep => ({ name, kind: 'gated', input: { name }, after });
      const graph = await jobs.submitGraph({ steps: [gated('a'), gated('b'), gated('c'), gated('d', ['a', 'b'])] });
      await vi.waitFor(() => expect([...kind.running]).toEqual(['a', 'b', 'c']));
      kind.finish('a');
      kind.finish('b');
      await vi.waitFor(() => expect([...kind.running]).toEqual(['c', 'd']));
      for (const { id } of graph.jobs) await jobs.cancel(id);
    });

    test('a step that fails leaves the results of the others', async () => {
      const jobs = await start([stepKind()]);
      const steps = [step('a'), step('b', ['a'], 1), step('c', ['b']), step('d', ['a'])];
      const graph = await jobs.submitGraph({ steps });
      for (const { id } of graph.jobs) await ended(jobs, id);
      const statuses = await Promise.all(graph.jobs.map(async ({ id }) => (await jobs.get(id)).status));
      expect(statuses).toEqual(['succeeded', 'failed', 'skipped', 'succeeded']);
    });

    test('with the same idempotency key is submitted once', async () => {
      const jobs = await start([stepKind()]);
      const request = { steps: [step('b', ['a']), step('a')], idempotencyKey: 'k', owner: 'me' };
      const graph = await jobs.submitGraph(request);
      const again = await jobs.submitGraph(request);
      expect([again.id, again.jobs.map(({ id }) => id)]).toEqual([graph.id, graph.jobs.map(({ id }) => id)]);
      expect((await jobs.submitGraph({ ...request, owner: 'you' })).id).not.toBe(graph.id);
      const other = { ...request, steps: [step('a')] };
      await expect(jobs.submitGraph(other)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    });

    test('tells the events of its jobs as they happen, the same at every replay and from any position', async () => {
      const jobs = await start([stepKind()], { concurrency: 3 });
      const { id } = await jobs.submitGraph({ steps: [step('c', ['a', 'b']), step('a'), step('b', [], 1)] });
      const live = await graphEventsOf(jobs, id);
      expect(live.map(({ position }) => position)).toEqual(live.map((_, index) => index + 1));
      const types = (name: string): string[] => live.filter((one) => one.step === name).map(({ event }) => event.type);
      expect([types('a'), types('b'), types('c')]).toEqual([
        ['queued', 'started', 'result'],
        ['queued', 'started', 'failed'],
        ['waiting', 'skipped'],
      ]);
      expect(await graphEventsOf(jobs, id)).toEqual(live);
      expect(await graphEventsOf(jobs, id, 4)).toEqual(live.slice(4));
      expect(await graphEventsOf(jobs, id, live.length)).toEqual([]);
      const graph = await jobs.getGraph(id);
      expect(graph.jobs.map(({ step: name, status }) => [name, status])).toEqual([
        ['c', 'skipped'],
        ['a', 'succeeded'],
        ['b', 'failed'],
      ]);
      for (const job of graph.jobs) {
        const own = live.filter(({ jobId }) => jobId === job.id).map(({ event }) => event);
        expect(own).toEqual(await eventsOf(jobs, job.id));
      }
    });

    test('is cancelled as a whole, and resumed as far as it did not succeed', async () => {
      const gated = gatedKind();
      const jobs = await start([stepKind(), gated]);
      const { id } = await jobs.submitGraph({
        steps: [step('a'), { name: 'b', kind: 'gated', input: { name: 'b' }, after: ['a'] }, step('c', ['b'])],
      });
      await vi.waitFor(() => expect([...gated.running]).toEqual(['b']));
      await jobs.cancelGraph(id);
      const events = await graphEventsOf(jobs, id);
      const statuses = async (): Promise<string[]> => (await jobs.getGraph(id)).jobs.map(({ status }) => status);
      expect(await statuses()).toEqual(['succeeded', 'cancelled', 'cancelled']);
      expect((await jobs.cancelGraph(id)).jobs).toMatchObject([{ status: 'succeeded' }, {}, {}]);

      expect((await jobs.resumeGraph(id)).jobs.map(({ status }) => status).slice(2)).toEqual(['waiting']);
      await vi.waitFor(() => expect([...gated.running]).toEqual(['b']));
      gated.finish('b');
      const after = await graphEventsOf(jobs, id, events.length);
      expect(after.map(({ step: name, event }) => `${name} ${event.type}`)).toEqual([
        'b queued',
        'c waiting',
        'b started',
        'b result',
        'c queued',
        'c started',
        'c result',
      ]);
      expect(await statuses()).toEqual(['succeeded', 'succeeded', 'succeeded']);
      await expect(jobs.resumeGraph(id)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    });

    test('that is not there is an error', async () => {
      const jobs = await start([stepKind()]);
      const { id } = await jobs.submit({ kind: 'step', input: { name: 'a' } });
      for (const none of ['graph_none', id]) {
        await expect(jobs.getGraph(none)).rejects.toMatchObject({ code: 'NOT_FOUND' });
        await expect(jobs.cancelGraph(none)).rejects.toMatchObject({ code: 'NOT_FOUND' });
        await expect(jobs.resumeGraph(none)).rejects.toMatchObject({ code: 'NOT_FOUND' });
        await expect(graphEventsOf(jobs, none)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      }
    });

    test.each([
      ['a circle', [step('a'), step('b', ['a', 'd']), step('c', ['b']), step('d', ['c'])], /circle/],
      ['a step after itself', [step('a', ['a'])], /circle: a → a/],
      ['two steps with one name', [step('a'), step('a')], /two steps "a"/],
      ['a step after nothing', [step('a', ['z'])], /"z", which is no step/],
      ['a name that is none', [step('a/b')], /letters, digits/],
      ['no steps', [], /steps/],
      ['a step of no kind', [step('a'), { ...step('b'), kind: 'fly' }], /no kind of job "fly"/],
    ])('%s is refused, and nothing is submitted', async (_case, steps, message) => {
      const jobs = await start([stepKind()]);
      const submitting = jobs.submitGraph({ steps });
      await expect(submitting).rejects.toThrow(message);
      await expect(submitting).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      expect((await jobs.list()).jobs).toEqual([]);
    });
  });
}
