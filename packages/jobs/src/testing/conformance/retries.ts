import { describe, expect, test, vi } from 'vitest';
import { countKind, stepKind } from '../kinds.ts';
import type { ConformanceContext } from './context.ts';

const quickly = { attempts: 3, baseMs: 4, capMs: 8 };
const never = { attempts: 2, baseMs: 24 * 3_600_000, capMs: 24 * 3_600_000 };

export function testRetries({ start, eventsOf, ended }: ConformanceContext): void {
  describe('retries', () => {
    test('a failed attempt is followed by another one', async () => {
      const jobs = await start([stepKind({ retry: quickly })]);
      const { id } = await jobs.submit({ kind: 'step', input: { name: 'a', failures: 2 } });
      const events = await eventsOf(jobs, id);
      expect(events).toMatchObject([
        { type: 'queued' },
        { type: 'started', attempt: 1 },
        { type: 'retrying', attempt: 1, error: { code: 'UPSTREAM_FAILED', message: 'a failed.' } },
        { type: 'started', attempt: 2 },
        { type: 'retrying', attempt: 2 },
        { type: 'started', attempt: 3 },
        { type: 'result' },
      ]);
      for (const [index, event] of events.entries()) {
        const next = events[index + 1];
        if (event.type === 'retrying' && next) expect(next.time >= event.nextAttemptAt).toBe(true);
      }
      const { error, nextAttemptAt } = await jobs.get(id);
      expect({ error, nextAttemptAt }).toEqual({ error: undefined, nextAttemptAt: undefined });
    });

    test('as many as its kind allows, and resuming gives as many again', async () => {
      const jobs = await start([stepKind({ retry: quickly })]);
      const { id } = await jobs.submit({ kind: 'step', input: { name: 'a', failures: 5 } });
      expect(await ended(jobs, id)).toMatchObject({ status: 'failed', attempt: 3, error: { message: 'a failed.' } });
      await jobs.resume(id);
      expect(await ended(jobs, id)).toMatchObject({ status: 'succeeded', attempt: 6 });
    });

    test('only of errors that may pass', async () => {
      const jobs = await start([stepKind({ retry: quickly })]);
      const { id } = await jobs.submit({ kind: 'step', input: { name: 'a', failures: 1, retryable: false } });
      expect(await ended(jobs, id)).toMatchObject({ status: 'failed', attempt: 1 });
    });

    test('an attempt that took too long goes on from its checkpoint in the next', async () => {
      const jobs = await start([{ ...countKind({ stepMs: 2 }), timeoutMs: 40, retry: { attempts: 100, baseMs: 0 } }]);
      const { id } = await jobs.submit({ kind: 'count', input: { to: 50 } });
      const events = await eventsOf(jobs, id);
      expect(events.flatMap((event) => (event.type === 'checkpoint' ? [event.state] : []))).toEqual(
        Array.from({ length: 50 }, (_, index) => index + 1),
      );
      expect(events.find(({ type }) => type === 'retrying')).toMatchObject({ error: { code: 'TIMEOUT' } });
      expect(events.at(-1)).toMatchObject({ type: 'result' });
    });

    test('what waits for its next attempt can be cancelled, or resumed at once', async () => {
      const jobs = await start([stepKind({ retry: never })]);
      const submit = async (name: string): Promise<string> => {
        const { id } = await jobs.submit({ kind: 'step', input: { name, failures: 1 } });
        await vi.waitFor(async () => {
          expect(await jobs.get(id)).toMatchObject({
            status: 'delayed',
            nextAttemptAt: expect.stringMatching(/Z$/) as string,
            error: { code: 'UPSTREAM_FAILED' },
          });
        });
        return id;
      };
      const first = await submit('a');
      expect(await jobs.cancel(first)).toMatchObject({ status: 'cancelled' });
      const second = await submit('b');
      await jobs.resume(second);
      expect(await ended(jobs, second)).toMatchObject({ status: 'succeeded', attempt: 2 });
    });

    test('retrying begins anew where resuming goes on', async () => {
      const kind = countKind({ stepMs: 1 });
      const jobs = await start([kind]);
      const { id } = await jobs.submit({ kind: 'count', input: { to: 20 } });
      for await (const event of jobs.events(id)) if (event.type === 'checkpoint' && event.state === 5) break;
      await jobs.cancel(id);
      const before = (await eventsOf(jobs, id)).length;
      await jobs.retry(id);
      const states = (await eventsOf(jobs, id, before)).flatMap((event) =>
        event.type === 'checkpoint' ? [event.state] : [],
      );
      expect(states[0]).toBe(1);
      await expect(jobs.retry(id)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    });
  });
}
