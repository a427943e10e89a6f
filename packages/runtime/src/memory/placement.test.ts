import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemoryDevice } from './device.ts';
import { planPlacement, type ModelNeed } from './placement.ts';
import { advisePrecision } from './precision.ts';

const gigabyte = 1e9;
const ram: MemoryDevice = {
  id: 'ram',
  kind: 'ram',
  name: 'RAM',
  totalBytes: 64 * gigabyte,
  freeBytes: 48 * gigabyte,
};
const gpu = (index: number, free: number): MemoryDevice => ({
  id: `gpu${index}`,
  kind: 'gpu',
  name: `Card ${index}`,
  totalBytes: 24 * gigabyte,
  freeBytes: free * gigabyte,
});
/** 32 layers and the output layer: 33 of 0.3 GB. */
const need: ModelNeed = {
  layers: 32,
  weightsBytes: 8.9 * gigabyte,
  kvCacheBytes: gigabyte,
  computeBytes: 0.5 * gigabyte,
};

test('without a GPU everything is in RAM', () => {
  const placement = planPlacement(need, [ram]);
  expect(placement).toMatchObject({ layers: { ram: 33 }, gpus: [], gpuLayers: 0 });
  expect(placement.bytes.ram).toBeCloseTo(10.4 * gigabyte, -3);
});

test('what fits into one GPU goes there whole', () => {
  expect(planPlacement(need, [ram, gpu(0, 20)])).toMatchObject({ layers: { gpu0: 33 }, gpus: [0], gpuLayers: 33 });
});

test('layers go to the processor when the GPU is short', () => {
  const placement = planPlacement(need, [ram, gpu(0, 5)]);
  expect(placement.layers).toEqual({ gpu0: 14, ram: 19 });
  expect(placement.bytes.gpu0).toBeLessThanOrEqual(5 * gigabyte);
});

test('a GPU without room is left alone', () => {
  expect(planPlacement(need, [ram, gpu(0, 0.4)])).toMatchObject({ layers: { ram: 33 }, gpus: [] });
});

test('several GPUs share by what is free, by the choice, or by the split', () => {
  const devices = [ram, gpu(0, 12), gpu(1, 6), gpu(2, 6)];
  expect(planPlacement(need, devices).layers).toEqual({ gpu0: 17, gpu1: 8, gpu2: 8 });
  expect(planPlacement(need, devices, { gpu: 0 }).layers).toEqual({ gpu0: 33 });
  expect(planPlacement(need, devices, { gpu: [1, 2] })).toMatchObject({
    layers: { gpu1: 17, gpu2: 16 },
    gpus: [1, 2],
  });
  expect(planPlacement(need, devices, { gpu: [0, 1], tensorSplit: [2, 1] }).layers).toEqual({ gpu0: 22, gpu1: 11 });
  // The second card takes no more than 17, so that only 34 of twice as many would fit.
  expect(planPlacement(need, devices, { gpu: [0, 1], tensorSplit: [1, 9] }).layers).toEqual({
    gpu0: 2,
    gpu1: 17,
    ram: 14,
  });
});

test('a number of layers is kept to', () => {
  expect(planPlacement(need, [ram, gpu(0, 20)], { gpuLayers: 0 }).layers).toEqual({ ram: 33 });
  expect(planPlacement(need, [ram, gpu(0, 20)], { gpuLayers: 10 }).layers).toEqual({ gpu0: 10, ram: 23 });
  expect(planPlacement(need, [ram, gpu(0, 2)], { gpuLayers: -1 }).layers).toEqual({ gpu0: 33 });
});

describe('mistakes are told', () => {
  test('a GPU that is not there', () => {
    expect(() => planPlacement(need, [ram, gpu(0, 20)], { gpu: 3 })).toThrow('There is no GPU 3');
    expect(() => planPlacement(need, [ram], { gpu: 0 })).toThrow('there is none');
  });
  test('a split of another length', () => {
    expect(() => planPlacement(need, [ram, gpu(0, 20)], { tensorSplit: [1, 1] })).toThrow('each of the 1 GPUs');
  });
});

test('whatever the machine, every layer has one place and no device is overfilled', () => {
  const machines = fc.array(fc.double({ min: 0, max: 80, noNaN: true }), { maxLength: 8 });
  const needs = fc.record({
    layers: fc.integer({ min: 1, max: 120 }),
    weightsBytes: fc.double({ min: 1e6, max: 4e11, noNaN: true }),
    kvCacheBytes: fc.double({ min: 0, max: 1e11, noNaN: true }),
    computeBytes: fc.double({ min: 0, max: 4e9, noNaN: true }),
  });
  fc.assert(
    fc.property(machines, needs, (free, anyNeed) => {
      const devices = [ram, ...free.map((bytes, index) => gpu(index, bytes))];
      const placement = planPlacement(anyNeed, devices);
      const counts = Object.values(placement.layers);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(anyNeed.layers + 1);
      expect(counts.every((count) => Number.isInteger(count) && count > 0)).toBe(true);
      expect(placement.gpuLayers).toBe(anyNeed.layers + 1 - (placement.layers.ram ?? 0));
      for (const { id, kind, freeBytes } of devices) {
        if (kind === 'gpu') expect(placement.bytes[id] ?? 0).toBeLessThanOrEqual(freeBytes);
      }
      // The processor is used only for what no GPU has room for.
      if ((placement.layers.ram ?? 0) > 0) {
        const layerBytes = (anyNeed.weightsBytes + anyNeed.kvCacheBytes) / (anyNeed.layers + 1);
        for (const { id, kind, freeBytes } of devices) {
          const used = placement.bytes[id] ?? anyNeed.computeBytes;
          if (kind === 'gpu') expect(used + layerBytes).toBeGreaterThan(freeBytes * 0.95 - 2);
        }
      }
    }),
  );
});

test.each([
  [135e6, '16-bit'],
  [3.2e9, '16-bit'],
  [7.6e9, '8-bit'],
  [14.8e9, '8-bit'],
  [22e9, '4-bit'],
  [70e9, '4-bit'],
])('%d weights are served with %s', (parameters, precision) => {
  expect(advisePrecision(parameters)).toBe(precision);
});
