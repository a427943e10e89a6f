import type { Job, JobStep } from '@tuneloop/protocol';
import { openMemoryStore } from '@tuneloop/store';
import { expect, test, vi } from 'vitest';
import { createJobRunner } from './job-runner.ts';
import { gatedKind, stepKind } from './testing/kinds.ts';

const step = (name: string, after: string[] = []): JobStep => ({ name, kind: 'step', input: { name }, after });

test('a graph is forgotten as a whole, and no job before what comes after it', async () => {
  using store = openMemoryStore();
  const gated = gatedKind();
  await using jobs = createJobRunner({ store, kinds: [stepKind(), gated], concurrency: 10, retention: { jobs: 1 } });
  const kept = async (): Promise<string[]> =>
    (await jobs.list()).jobs.map(({ step: name, input }: Job) => name ?? (input as { name: string }).name).toSorted();
  jobs.start();
  const running = await jobs.submitGraph({
    steps: [step('a'), { name: 'b', kind: 'gated', input: { name: 'b' }, after: ['a'] }],
    idempotencyKey: 'k',
  });
  const early = await jobs.submit({ kind: 'step', input: { name: 'early' } });
  await jobs.submit({ kind: 'gated', input: { name: 'late' }, after: [early.id] });
  for (const name of ['x', 'y', 'z']) await jobs.submit({ kind: 'step', input: { name } });
  await vi.waitFor(async () => expect(await kept()).toEqual(['a', 'b', 'early', 'late', 'z']));
  gated.finish('b');
  await vi.waitFor(async () => expect(await kept()).toEqual(['early', 'late', 'z']));
  const again = await jobs.submitGraph({ steps: [step('a')], idempotencyKey: 'k' });
  expect(again.id).not.toBe(running.id);
  gated.finish('late');
  await vi.waitFor(async () => expect(await kept()).not.toContain('late'));
  await jobs.submit({ kind: 'step', input: { name: 'last' } });
  await vi.waitFor(async () => expect(await kept()).toEqual(['last']));
});
