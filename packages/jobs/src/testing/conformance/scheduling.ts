import { describe, expect, test, vi } from 'vitest';
import { countKind, gatedKind, stepKind } from '../kinds.ts';
import type { ConformanceContext } from './context.ts';

export function testScheduling({ backend, start, ended }: ConformanceContext): void {
  describe('scheduling', () => {
    test('no more run at the same time than is allowed, of all kinds and of one', async () => {
      const one = gatedKind('one', 1);
      const many = gatedKind('many');
      const jobs = await start([one, many], { concurrency: 2 });
      for (const name of ['a', 'b']) await jobs.submit({ kind: 'one', input: { name } });
      for (const name of ['c', 'd']) await jobs.submit({ kind: 'many', input: { name } });
      await vi.waitFor(() => expect([...one.running, ...many.running]).toEqual(['a', 'c']));
      many.finish('c');
      await vi.waitFor(() => expect([...one.running, ...many.running]).toEqual(['a', 'd']));
      one.finish('a');
      await vi.waitFor(() => expect([...one.running, ...many.running]).toEqual(['b', 'd']));
    });

    test('the largest priority begins first, and the first of the same', async () => {
      const kind = stepKind();
      await using jobs = await (await backend()).open({ kinds: [kind], concurrency: 1 });
      const ids: string[] = [];
      for (const [name, priority] of [
        ['low', -1],
        ['first', undefined],
        ['second', 0],
        ['high', 7],
      ] as const) {
        ids.push((await jobs.submit({ kind: 'step', input: { name }, priority })).id);
      }
      jobs.start();
      for (const id of ids) await ended(jobs, id);
      expect(kind.started).toEqual(['high', 'first', 'second', 'low']);
    });

    test('a job that takes too long has failed', async () => {
      const slow = { ...countKind({ stepMs: 5 }), timeoutMs: 20 };
      const jobs = await start([slow]);
      const { id } = await jobs.submit({ kind: 'count', input: { to: 100_000 } });
      expect(await ended(jobs, id)).toMatchObject({ status: 'failed', error: { code: 'TIMEOUT', retryable: true } });
    });
  });
}
