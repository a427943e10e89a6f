import { TuneloopError } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineJobKind } from '../../job-kind.ts';
import { countKind, gatedKind, stepKind } from '../kinds.ts';
import type { ConformanceContext } from './context.ts';

export function testEvents({ start, eventsOf, ended }: ConformanceContext): void {
  describe('events', () => {
    test('are numbered, and end with the result', async () => {
      const jobs = await start([countKind()]);
      const { id, status, kind, input } = await jobs.submit({ kind: 'count', input: { to: 2 }, owner: 'me' });
      expect({ status, kind, input }).toEqual({ status: 'queued', kind: 'count', input: { to: 2 } });
      expect(await eventsOf(jobs, id)).toMatchObject([
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
        after: [],
        priority: 0,
        result: { counted: 2 },
        endedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      });
    });

    test('are replayed from any position, to any number of readers, slow ones too', async () => {
      const jobs = await start([countKind()]);
      const { id } = await jobs.submit({ kind: 'count', input: { to: 150 } });
      const slow = jobs.events(id)[Symbol.asyncIterator]();
      expect((await slow.next()).value).toMatchObject({ position: 1 });
      const quick = await eventsOf(jobs, id);
      const positions = quick.map(({ position }) => position);
      expect(positions).toEqual(Array.from({ length: 153 }, (_, index) => index + 1));
      expect((await eventsOf(jobs, id, 151)).map(({ position }) => position)).toEqual([152, 153]);
      expect(await eventsOf(jobs, id, 153)).toEqual([]);
      const rest: number[] = [];
      for (let next = await slow.next(); !next.done; next = await slow.next()) rest.push(next.value.position);
      expect(rest).toEqual(positions.slice(1));
    });

    test('go on when a reader leaves, which it does at once', async () => {
      const kind = gatedKind();
      const jobs = await start([kind]);
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

    test('tell why a job failed, but of what is no error of ours nothing', async () => {
      const broken = defineJobKind({
        name: 'broken',
        input: z.strictObject({}),
        run: () => Promise.reject(new Error('at /home/me')),
      });
      const jobs = await start([stepKind(), broken]);
      const told = await jobs.submit({ kind: 'step', input: { name: 'a', failures: 1 } });
      expect(await ended(jobs, told.id)).toMatchObject({
        status: 'failed',
        error: { code: 'UPSTREAM_FAILED', message: 'a failed.' },
      });
      const hidden = await jobs.submit({ kind: 'broken', input: {} });
      const { error } = await ended(jobs, hidden.id);
      expect(error).toMatchObject({ code: 'INTERNAL' });
      expect(JSON.stringify(error)).not.toContain('/home/me');
    });

    test('of a job that is not there are an error', async () => {
      const jobs = await start([countKind()]);
      await expect(eventsOf(jobs, 'job_none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(eventsOf(jobs, 'job_none')).rejects.toBeInstanceOf(TuneloopError);
    });
  });
}
