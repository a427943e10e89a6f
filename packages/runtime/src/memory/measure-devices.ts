import { execFile } from 'node:child_process';
import { totalmem } from 'node:os';
import { throwIfAborted } from '@tuneloop/protocol';
import { ramId, type MeasureDevices, type MemoryDevice } from './device.ts';
import { freeMemory } from './free-memory.ts';
import { nvidiaSmiArguments, parseNvidiaSmi } from './nvidia-smi.ts';

/** What a program printed; `undefined` when it is not installed or fails. */
export type QueryProgram = (
  file: string,
  args: readonly string[],
  options: { signal?: AbortSignal | undefined },
) => Promise<string | undefined>;

export interface MeasureDevicesOptions {
  /** Replaced in tests. */
  run?: QueryProgram | undefined;
  platform?: NodeJS.Platform | undefined;
  architecture?: string | undefined;
  /** In bytes. By default what the operating system says, within the limit of the container. */
  ram?: (() => { totalBytes: number; freeBytes: number }) | undefined;
}

const limitMs = 5000;

/** Finds the memory of this machine: RAM, and NVIDIA's GPUs through `nvidia-smi`. */
export function createDeviceMeter(options: MeasureDevicesOptions = {}): MeasureDevices {
  const { run = queryProgram, platform = process.platform, architecture = process.arch, ram = systemRam } = options;
  const unified = platform === 'darwin' && architecture === 'arm64';
  const main = (): MemoryDevice => ({
    id: ramId,
    kind: unified ? 'unified' : 'ram',
    name: unified ? 'unified memory' : 'RAM',
    ...ram(),
  });
  // A machine without a driver does not get one while this runs.
  let hasGpus = platform !== 'darwin';
  return async ({ signal } = {}) => {
    throwIfAborted(signal);
    if (!hasGpus) return [main()];
    const output = await run('nvidia-smi', nvidiaSmiArguments, { signal });
    throwIfAborted(signal);
    const gpus = output === undefined ? [] : parseNvidiaSmi(output);
    hasGpus = gpus.length > 0;
    return [main(), ...gpus];
  };
}

function systemRam(): { totalBytes: number; freeBytes: number } {
  // 0, or more than there is, where the container has no limit.
  const limit = process.constrainedMemory();
  const totalBytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return { totalBytes, freeBytes: Math.min(freeMemory(), totalBytes) };
}

const queryProgram: QueryProgram = (file, args, { signal }) =>
  new Promise((resolve) => {
    execFile(file, [...args], { signal, timeout: limitMs, windowsHide: true }, (error, stdout) => {
      resolve(error === null ? stdout : undefined);
    });
  });
