import { describe, expect, test, vi } from 'vitest';
import { gatedKind } from '../kinds.ts';
import type { ConformanceContext } from './context.ts';

export function testCancelling({ start, eventsOf, ended }: ConformanceContext): void {
  describe('cancelling', () => {
    test('a running job ends it as soon as it can', async () => {
      const kind = gatedKind();
      const jobs = await start([kind]);
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
      const jobs = await start([kind], { concurrency: 1 });
      const submit = async (name: string): Promise<string> =>
        (await jobs.submit({ kind: 'gated', input: { name } })).id;
      const [first, second] = [await submit('a'), await submit('b')];
      expect(await jobs.cancel(second)).toMatchObject({ status: 'cancelled' });
      await vi.waitFor(() => expect(kind.running).toContain('a'));
      kind.finish('a');
      expect(await ended(jobs, first)).toMatchObject({ status: 'succeeded' });
      expect(kind.running.size).toBe(0);
      await expect(jobs.resume(first)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      await jobs.resume(second);
      await vi.waitFor(() => expect(kind.running).toContain('b'));
      kind.finish('b');
      const types = (await eventsOf(jobs, second)).map(({ type }) => type);
      expect(types).toEqual(['queued', 'cancelled', 'queued', 'started', 'result']);
      expect(await jobs.get(second)).toMatchObject({ status: 'succeeded', result: 'b' });
    });
  });
}
