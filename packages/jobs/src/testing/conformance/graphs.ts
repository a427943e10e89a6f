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

export function testGraphs({ start, ended }: ConformanceContext): void {
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
