import { expect, test } from 'vitest';
import { createMemoryAllocator, type MemoryAllocator } from './allocator.ts';
import type { MemoryDevice } from './device.ts';

function machine(freeBytes: number, limit?: number): { allocator: MemoryAllocator; ram: MemoryDevice } {
  const ram: MemoryDevice = { id: 'ram', kind: 'ram', name: 'RAM', totalBytes: 100, freeBytes };
  const limits = limit === undefined ? undefined : { ram: limit };
  return { ram, allocator: createMemoryAllocator({ measure: async () => [{ ...ram }], limits }) };
}

const bytes = (ram: number): { bytes: { ram: number } } => ({ bytes: { ram } });

test('what is reserved is not given twice, and what is in use is not counted twice', async () => {
  const { allocator, ram } = machine(80);
  const first = await allocator.reserve({ owner: 'first', plan: bytes(50) });
  expect((await allocator.devices())[0]?.freeBytes).toBe(30);
  ram.freeBytes = 30;
  first.markInUse();
  expect((await allocator.devices())[0]?.freeBytes).toBe(30);
  first.release();
  first.release();
  ram.freeBytes = 80;
  expect((await allocator.devices())[0]?.freeBytes).toBe(80);
});

test('a refusal says who holds what', async () => {
  const { allocator } = machine(100);
  await allocator.reserve({ owner: 'model "a"', plan: bytes(70) });
  const refused = allocator.reserve({ owner: 'model "b"', plan: bytes(40) });
  await expect(refused).rejects.toMatchObject({
    code: 'RESOURCE_EXHAUSTED',
    message: expect.stringContaining('It is held by model "a" (70 bytes)'),
    details: {
      device: 'ram',
      neededBytes: 40,
      freeBytes: 30,
      totalBytes: 100,
      holders: [{ owner: 'model "a"', bytes: { ram: 70 } }],
    },
  });
});

test('other programs count as well, and so does a limit', async () => {
  const busy = machine(10);
  await expect(busy.allocator.reserve({ owner: 'a', plan: bytes(20) })).rejects.toThrow('10 bytes are free');
  const limited = machine(100, 15);
  await expect(limited.allocator.reserve({ owner: 'a', plan: bytes(20) })).rejects.toThrow('15 bytes are free');
});

test('overcommitting passes by what is measured, not by a limit', async () => {
  const busy = machine(10);
  expect((await busy.allocator.reserve({ owner: 'a', plan: bytes(20), overcommit: true })).bytes).toEqual({ ram: 20 });
  const limited = machine(100, 15);
  await expect(limited.allocator.reserve({ owner: 'a', plan: bytes(20), overcommit: true })).rejects.toThrow('free');
});

test('of two who ask at once for the same memory one gets it', async () => {
  const { allocator } = machine(100);
  const ask = (owner: string): Promise<unknown> => allocator.reserve({ owner, plan: bytes(60) });
  const outcomes = await Promise.allSettled([ask('a'), ask('b')]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test('who waits gets what is released, but does not wait for what can never be', async () => {
  const { allocator } = machine(100);
  const first = await allocator.reserve({ owner: 'a', plan: bytes(60) });
  const second = allocator.reserve({ owner: 'b', plan: bytes(60), wait: true });
  const impatient = new AbortController();
  const third = allocator.reserve({ owner: 'c', plan: bytes(60), wait: true, signal: impatient.signal });
  await expect(allocator.reserve({ owner: 'd', plan: bytes(101), wait: true })).rejects.toThrow('101 bytes');
  impatient.abort();
  await expect(third).rejects.toMatchObject({ code: 'ABORTED' });
  expect(allocator.holders().map(({ owner }) => owner)).toEqual(['a']);
  first.release();
  expect((await second).bytes).toEqual({ ram: 60 });
  expect(allocator.holders().map(({ owner }) => owner)).toEqual(['b']);
});

test('a policy sees what is left, and its plan comes back', async () => {
  const { allocator } = machine(100);
  await allocator.reserve({ owner: 'a', plan: bytes(70) });
  const { plan } = await allocator.reserve({
    owner: 'b',
    plan: ([device]) => ({ bytes: { ram: device!.freeBytes / 2 }, name: 'half' }),
  });
  expect(plan).toEqual({ bytes: { ram: 15 }, name: 'half' });
});

test('a reservation changes its size, within what is free', async () => {
  const { allocator } = machine(100);
  const reservation = await allocator.reserve({ owner: 'a', plan: bytes(50) });
  await expect(reservation.resize({ ram: 101 })).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
  await reservation.resize({ ram: 100 });
  expect((await allocator.devices())[0]?.freeBytes).toBe(0);
  await reservation.resize({ ram: 20 });
  expect((await allocator.devices())[0]?.freeBytes).toBe(80);
});

test('what would fit is told without changing anything', async () => {
  const { allocator, ram } = machine(100);
  const held = await allocator.reserve({ owner: 'a', plan: bytes(60) });
  ram.freeBytes = 40;
  held.markInUse();
  expect(await allocator.wouldFit(bytes(90), () => false)).toBe(false);
  expect(await allocator.wouldFit(bytes(90), (holder) => holder === held)).toBe(true);
  expect(await allocator.wouldFit(bytes(101), () => true)).toBe(false);
  expect(allocator.holders()).toHaveLength(1);
});
