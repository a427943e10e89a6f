import type { JobStep } from '@tuneloop/protocol';
import { describe, expect, test, vi } from 'vitest';
import { countKind, gatedKind, stepKind } from '../kinds.ts';
import type { ConformanceContext } from './context.ts';

export function testRestarts({ backend, eventsOf, ended }: ConformanceContext): void {
  describe('another runner', () => {
    test('goes on with what an earlier one was interrupted in, and what waited', async () => {
      const place = await backend();
      const kinds = [countKind({ stepMs: 2, resumable: true }), gatedKind(), stepKind()];
      const first = await place.open({ kinds });
      first.start();
      const steps: JobStep[] = [
        { name: 'count', kind: 'count', input: { to: 40 } },
        { name: 'report', kind: 'step', input: { name: 'report' }, after: ['count'] },
      ];
      const { jobs } = await first.submitGraph({ steps });
      const [count = '', report = ''] = jobs.map(({ id }) => id);
      const gated = await first.submit({ kind: 'gated', input: { name: 'a' } });
      for await (const event of first.events(count)) if (event.type === 'checkpoint' && event.state === 5) break;
      await first.close();

      await using second = await place.open({ kinds });
      expect(await second.get(count)).toMatchObject({ status: 'queued' });
      expect(await second.get(report)).toMatchObject({ status: 'waiting' });
      expect(await second.get(gated.id)).toMatchObject({ status: 'failed', error: { code: 'JOB_FAILED' } });
      second.start();
      expect(await ended(second, report)).toMatchObject({ result: { results: { count: { counted: 40 } } } });
      const states = (await eventsOf(second, count)).flatMap((event) =>
        event.type === 'checkpoint' ? [event.state] : [],
      );
      expect(states).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    });

    test('tries again what an earlier one was to try again', async () => {
      const place = await backend();
      const kind = stepKind({ retry: { attempts: 2, baseMs: 300 } });
      const first = await place.open({ kinds: [kind] });
      first.start();
      const { id } = await first.submit({ kind: 'step', input: { name: 'a', failures: 1 } });
      await vi.waitFor(async () => expect(await first.get(id)).toMatchObject({ status: 'delayed' }));
      await first.close();
      await using second = await place.open({ kinds: [kind] });
      expect(await second.get(id)).toMatchObject({ status: 'delayed' });
      second.start();
      expect(await ended(second, id)).toMatchObject({ status: 'succeeded', attempt: 2 });
    });

    test('sees, follows and cancels the jobs of one that runs', async () => {
      const place = await backend();
      const kind = gatedKind();
      await using first = await place.open({ kinds: [kind] });
      first.start();
      const { id } = await first.submit({ kind: 'gated', input: { name: 'a' } });
      await vi.waitFor(() => expect(kind.running).toContain('a'));
      await using second = await place.open({ kinds: [gatedKind()] });
      second.start();
      expect(await second.get(id)).toMatchObject({ status: 'running', attempt: 1 });
      await second.cancel(id);
      expect((await eventsOf(second, id)).at(-1)).toMatchObject({ type: 'cancelled' });
    });
  });
}
