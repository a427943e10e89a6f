import { expect, test } from 'vitest';
import type { MemoryOverview } from './model-queries.ts';
import { sharesOf } from './memory-shares.ts';

const memory = (free: number): MemoryOverview => ({
  object: 'memory',
  devices: [{ id: 'ram', kind: 'ram', name: 'Memory', total_bytes: 100, free_bytes: free }],
  holders: [
    { name: 'small', bytes: { ram: 10 } },
    { name: 'elsewhere', bytes: { gpu0: 50 } },
    { name: 'large', bytes: { ram: 40 } },
  ],
});

test('what models, others and nobody have of a device', () => {
  expect(sharesOf(memory(30))).toEqual([
    {
      id: 'ram',
      name: 'Memory',
      totalBytes: 100,
      freeBytes: 30,
      models: [
        { name: 'large', bytes: 40 },
        { name: 'small', bytes: 10 },
      ],
      otherBytes: 20,
    },
  ]);
});

test('parts are never more than the whole', () => {
  expect(sharesOf(memory(90))).toMatchObject([{ freeBytes: 50, otherBytes: 0 }]);
});
