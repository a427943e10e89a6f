import { expect, test } from 'vitest';
import { createGpuMeter } from './gpu-meter.ts';

test('GPUs are read from what nvidia-smi prints; what a device does not tell is left out', async () => {
  const output = [
    '0, 1024, 81559, 37, 41, 120.53, NVIDIA H100 80GB HBM3',
    '1, 10, 8192, [N/A], [N/A], [N/A], A card, with a comma',
    '2, [N/A], [N/A], 1, 1, 1, Shared memory',
    '',
  ].join('\n');
  expect(await createGpuMeter(async () => output)()).toEqual([
    {
      id: 'gpu0',
      name: 'NVIDIA H100 80GB HBM3',
      memoryUsedBytes: 1024 ** 3,
      memoryTotalBytes: 81_559 * 1024 ** 2,
      use: 0.37,
      celsius: 41,
      watts: 120.53,
    },
    { id: 'gpu1', name: 'A card, with a comma', memoryUsedBytes: 10 * 1024 ** 2, memoryTotalBytes: 8 * 1024 ** 3 },
  ]);
});

test('a machine without nvidia-smi is asked once', async () => {
  let asked = 0;
  const read = createGpuMeter(async () => {
    asked += 1;
    return undefined;
  });
  expect([await read(), await read()]).toEqual([[], []]);
  expect(asked).toBe(1);
});
