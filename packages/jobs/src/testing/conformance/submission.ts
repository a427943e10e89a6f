import { describe, expect, test } from 'vitest';
import { countKind, stepKind } from '../kinds.ts';
import type { ConformanceContext } from './context.ts';

const count = (to: number): { kind: string; input: { to: number } } => ({ kind: 'count', input: { to } });

export function testSubmission({ start, ended }: ConformanceContext): void {
  describe('submitting', () => {
    test('refuses what is no job, and names what is wrong', async () => {
      const jobs = await start([countKind()]);
      await expect(jobs.submit({ kind: 'fly', input: {} })).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining('count') as string,
      });
      await expect(jobs.submit({ kind: 'count', input: { to: 'two' } })).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        details: { param: 'input.to' },
      });
      for (const priority of [0.5, 1001, Number.NaN]) {
        await expect(jobs.submit({ ...count(1), priority })).rejects.toMatchObject({ details: { param: 'priority' } });
      }
      await expect(jobs.submit({ ...count(1), after: ['job_none'] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(jobs.get('job_none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await jobs.list()).jobs).toEqual([]);
    });

    test('with the same idempotency key gives the same job, but not with other input or for somebody else', async () => {
      const jobs = await start([countKind()]);
      const request = { ...count(1), idempotencyKey: 'k', owner: 'me' };
      const { id } = await jobs.submit(request);
      expect((await jobs.submit(request)).id).toBe(id);
      await ended(jobs, id);
      expect((await jobs.submit(request)).id).toBe(id);
      await expect(jobs.submit({ ...request, input: { to: 2 } })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      await expect(jobs.submit({ ...request, after: [id] })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      expect((await jobs.submit({ ...request, owner: 'you' })).id).not.toBe(id);
    });

    test('is seen in the list, the latest first, page by page, with filters', async () => {
      const jobs = await start([countKind(), stepKind()]);
      const ids: string[] = [];
      for (let index = 0; index < 5; index += 1) {
        const failing = { kind: 'step', input: { name: 'a', failures: 1 } };
        const { id } = await jobs.submit(index === 2 ? failing : count(1));
        ids.unshift(id);
        await ended(jobs, id);
      }
      const first = await jobs.list({ limit: 2 });
      expect([first.jobs.map(({ id }) => id), first.hasMore]).toEqual([ids.slice(0, 2), true]);
      const rest = await jobs.list({ limit: 3, after: ids[1] });
      expect([rest.jobs.map(({ id }) => id), rest.hasMore]).toEqual([ids.slice(2), false]);
      expect((await jobs.list({ kinds: ['step'] })).jobs.map(({ id }) => id)).toEqual([ids[2]]);
      expect((await jobs.list({ statuses: ['succeeded', 'running'] })).jobs).toHaveLength(4);
      expect((await jobs.list({ group: 'graph_none' })).jobs).toEqual([]);
      await expect(jobs.list({ limit: 0 })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      await expect(jobs.list({ after: 'job_none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });
}
