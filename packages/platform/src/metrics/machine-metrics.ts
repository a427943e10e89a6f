import { statfs } from 'node:fs/promises';
import type { GpuFigures, MetricsOverview } from '@tuneloop/openai-server';
import type { MeasureDevices } from '@tuneloop/runtime';
import { Gauge, type Registry } from 'prom-client';

export interface MachineFigures extends Pick<MetricsOverview, 'memory' | 'disks'> {
  gpus: readonly GpuFigures[];
}

export interface MachineOptions {
  /** Absolute paths by what they are for. */
  folders: Readonly<Record<string, string>>;
  measureMemory: MeasureDevices;
  gpus: () => Promise<readonly GpuFigures[]>;
}

/** Memory, disks and GPUs as they are now. */
export async function readMachine({ folders, measureMemory, gpus }: MachineOptions): Promise<MachineFigures> {
  const [devices, disks, found] = await Promise.all([
    measureMemory(),
    Promise.all(Object.entries(folders).map(([folder, path]) => readDisk(folder, path))),
    gpus(),
  ]);
  const { totalBytes, freeBytes } = devices.find(({ kind }) => kind !== 'gpu')!;
  return { memory: { totalBytes, freeBytes }, disks: disks.flat(), gpus: found };
}

/** A folder that is not there yet has no disk. */
async function readDisk(folder: string, path: string): Promise<MetricsOverview['disks']> {
  const disk = await statfs(path).catch(() => undefined);
  return disk ? [{ folder, totalBytes: disk.blocks * disk.bsize, freeBytes: disk.bavail * disk.bsize }] : [];
}

export function addMachineMetrics(registry: Registry, read: () => Promise<MachineFigures>): void {
  const add = <Item>(
    [name, help, labelNames]: [string, string, string[]],
    itemsOf: (machine: MachineFigures) => readonly Item[],
    entryOf: (item: Item) => [Record<string, string>, number | undefined],
  ): unknown =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        this.reset();
        for (const item of itemsOf(await read())) {
          const [labels, value] = entryOf(item);
          if (value !== undefined) this.set(labels, value);
        }
      },
    });
  const memory = ({ memory: found }: MachineFigures): MachineFigures['memory'][] => [found];
  const disks = (machine: MachineFigures): MachineFigures['disks'] => machine.disks;
  add(['tuneloop_memory_total_bytes', 'Memory of the machine, or of its container.', []], memory, (ram) => [
    {},
    ram.totalBytes,
  ]);
  add(['tuneloop_memory_free_bytes', 'What of it is free.', []], memory, (ram) => [{}, ram.freeBytes]);
  add(['tuneloop_disk_size_bytes', 'Size of the disk with a folder.', ['folder']], disks, (disk) => [
    { folder: disk.folder },
    disk.totalBytes,
  ]);
  add(['tuneloop_disk_free_bytes', 'What of it is free.', ['folder']], disks, (disk) => [
    { folder: disk.folder },
    disk.freeBytes,
  ]);
  const gpu = (name: string, help: string, valueOf: (figures: GpuFigures) => number | undefined): unknown =>
    add(
      [name, help, ['gpu']],
      ({ gpus }) => gpus,
      (figures) => [{ gpu: figures.id }, valueOf(figures)],
    );
  gpu('tuneloop_gpu_memory_used_bytes', 'Memory of a GPU that is in use.', ({ memoryUsedBytes }) => memoryUsedBytes);
  gpu('tuneloop_gpu_memory_total_bytes', 'Memory of a GPU.', ({ memoryTotalBytes }) => memoryTotalBytes);
  gpu('tuneloop_gpu_utilization_ratio', 'How busy a GPU is, from 0 to 1.', ({ use }) => use);
  gpu('tuneloop_gpu_temperature_celsius', 'How hot a GPU is.', ({ celsius }) => celsius);
  gpu('tuneloop_gpu_power_watts', 'What a GPU draws.', ({ watts }) => watts);
}
