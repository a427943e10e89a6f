import { expect, test } from 'vitest';
import type { Schemas } from '../api/client.ts';
import { downloadsOf, shareOf } from './downloads.ts';

const now = 1_000_000_000_000;

function job(id: string, model: string, status: Schemas['Job']['status'], ageHours = 0): Schemas['Job'] {
  const created = Math.floor(now / 1000) - ageHours * 3600;
  const error = status === 'failed' ? { code: 'upstream_failed', message: 'The hub is away.' } : null;
  return { id, input: { model }, status, error, progress: null, created_at: created } as Schemas['Job'];
}

test('the last try of each reference counts', () => {
  const jobs = [
    job('5', 'hf:a/a', 'running'),
    job('4', 'hf:b/b', 'succeeded'),
    job('3', 'hf:b/b', 'failed'),
    job('2', 'hf:c/c', 'failed'),
    job('1', 'hf:a/a', 'cancelled'),
  ];
  expect(downloadsOf(jobs, now).map(({ id, error }) => [id, error])).toEqual([
    ['5', undefined],
    ['2', 'The hub is away.'],
  ]);
});

test('old failures are forgotten, what is under way is not', () => {
  const jobs = [job('2', 'hf:a/a', 'failed', 30), job('1', 'hf:b/b', 'queued', 30)];
  expect(downloadsOf(jobs, now).map(({ id }) => id)).toEqual(['1']);
});

test('a share needs a whole', () => {
  expect(shareOf({ progress: { phase: 'download', completed: 5, total: 10 } })).toBe(0.5);
  expect(shareOf({ progress: { phase: 'download', completed: 5 } })).toBeUndefined();
  expect(shareOf({ progress: null })).toBeUndefined();
});
