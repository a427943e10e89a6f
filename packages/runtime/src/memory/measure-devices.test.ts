import { expect, test, vi } from 'vitest';
import { createDeviceMeter, type QueryProgram } from './measure-devices.ts';

const ram = (): { totalBytes: number; freeBytes: number } => ({ totalBytes: 100, freeBytes: 60 });
const mebibyte = 1024 ** 2;

test('GPUs come from nvidia-smi', async () => {
  const run: QueryProgram = async () =>
    '0, NVIDIA GeForce RTX 4090, 24564, 23000\n1, Odd, Name, 81559, 100\n2, Broken, [N/A], [N/A]\n';
  const devices = await createDeviceMeter({ run, ram, platform: 'linux', architecture: 'x64' })();
  expect(devices).toEqual([
    { id: 'ram', kind: 'ram', name: 'RAM', totalBytes: 100, freeBytes: 60 },
    {
      id: 'gpu0',
      kind: 'gpu',
      name: 'NVIDIA GeForce RTX 4090',
      totalBytes: 24_564 * mebibyte,
      freeBytes: 23_000 * mebibyte,
    },
    { id: 'gpu1', kind: 'gpu', name: 'Odd, Name', totalBytes: 81_559 * mebibyte, freeBytes: 100 * mebibyte },
  ]);
});

test('a machine without the program is asked once', async () => {
  const run = vi.fn<QueryProgram>(async () => undefined);
  const measure = createDeviceMeter({ run, ram, platform: 'linux', architecture: 'x64' });
  expect(await measure()).toHaveLength(1);
  expect(await measure()).toHaveLength(1);
  expect(run).toHaveBeenCalledTimes(1);
});

test('on Apple silicon there is one memory for all', async () => {
  const run = vi.fn<QueryProgram>(async () => '');
  const [device] = await createDeviceMeter({ run, ram, platform: 'darwin', architecture: 'arm64' })();
  expect(device).toMatchObject({ id: 'ram', kind: 'unified' });
  expect(run).not.toHaveBeenCalled();
});

test('this machine has memory', async () => {
  const [device] = await createDeviceMeter()();
  expect(device!.freeBytes).toBeGreaterThan(0);
  expect(device!.freeBytes).toBeLessThanOrEqual(device!.totalBytes);
});
