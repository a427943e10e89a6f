import { describe, expect, test, vi } from 'vitest';
import { gatedKind, stepKind } from '../kinds.ts';
import type { ConformanceContext } from './context.ts';

export function testDependencies({ start, eventsOf, ended }: ConformanceContext): void {
  describe('a job after others', () => {
    test('begins when they have succeeded, and has their results', async () => {
      const gated = gatedKind();
      const jobs = await start([gated, stepKind()]);
      const first = await jobs.submit({ kind: 'gated', input: { name: 'a' } });
      const second = await jobs.submit({ kind: 'gated', input: { name: 'b' } });
      const last = await jobs.submit({ kind: 'step', input: { name: 'c' }, after: [second.id, first.id, second.id] });
      expect(last).toMatchObject({ status: 'waiting', after: [second.id, first.id] });
      await vi.waitFor(() => expect(gated.running.size).toBe(2));
      gated.finish('a');
      await ended(jobs, first.id);
      expect(await jobs.get(last.id)).toMatchObject({ status: 'waiting' });
      gated.finish('b');
      expect(await eventsOf(jobs, last.id)).toMatchObject([
        { type: 'waiting', reason: 'submitted' },
        { type: 'queued', reason: 'ready' },
        { type: 'started' },
        { type: 'result', value: { results: { [first.id]: 'a', [second.id]: 'b' } } },
      ]);
      const late = await jobs.submit({ kind: 'step', input: { name: 'd' }, after: [last.id] });
      expect(await ended(jobs, late.id)).toMatchObject({
        result: { results: { [last.id]: expect.objectContaining({ name: 'c' }) as object } },
      });
    });

    test('is skipped when one of them fails, and so is what comes after it; resuming that one brings them back', async () => {
      const kind = stepKind();
      const jobs = await start([kind]);
      const first = await jobs.submit({ kind: 'step', input: { name: 'a', failures: 1 } });
      const second = await jobs.submit({ kind: 'step', input: { name: 'b' }, after: [first.id] });
      const third = await jobs.submit({ kind: 'step', input: { name: 'c' }, after: [second.id] });
      expect(await ended(jobs, third.id)).toMatchObject({
        status: 'skipped',
        error: { code: 'JOB_FAILED', details: { reason: 'dependency', job: second.id } },
      });
      const { error } = await jobs.get(second.id);
      expect(error?.message).toContain(first.id);
      expect(kind.started).toEqual(['a']);
      await expect(jobs.resume(third.id)).rejects.toThrow(second.id);
      expect((await eventsOf(jobs, second.id)).at(-1)).toMatchObject({ type: 'skipped' });

      await jobs.resume(first.id);
      await vi.waitFor(async () => expect(await jobs.get(third.id)).toMatchObject({ status: 'succeeded' }));
      expect(kind.started).toEqual(['a', 'a', 'b', 'c']);
      expect((await jobs.get(third.id)).error).toBeUndefined();
    });

    test('is skipped when one of them is cancelled, or has failed already', async () => {
      const gated = gatedKind();
      const jobs = await start([gated, stepKind()]);
      const first = await jobs.submit({ kind: 'gated', input: { name: 'a' } });
      const second = await jobs.submit({ kind: 'step', input: { name: 'b' }, after: [first.id] });
      await jobs.cancel(first.id);
      expect(await ended(jobs, second.id)).toMatchObject({ status: 'skipped', error: { details: { job: first.id } } });
      const late = await jobs.submit({ kind: 'step', input: { name: 'c' }, after: [first.id] });
      expect(await ended(jobs, late.id)).toMatchObject({ status: 'skipped' });
    });

    test('can be cancelled while it waits', async () => {
      const gated = gatedKind();
      const jobs = await start([gated, stepKind()]);
      const first = await jobs.submit({ kind: 'gated', input: { name: 'a' } });
      const second = await jobs.submit({ kind: 'step', input: { name: 'b' }, after: [first.id] });
      expect(await jobs.cancel(second.id)).toMatchObject({ status: 'cancelled' });
      await vi.waitFor(() => expect(gated.running).toContain('a'));
      gated.finish('a');
      expect(await ended(jobs, first.id)).toMatchObject({ status: 'succeeded' });
      expect(await jobs.get(second.id)).toMatchObject({ status: 'cancelled' });
    });
  });
}
