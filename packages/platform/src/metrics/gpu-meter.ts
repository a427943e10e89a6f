import type { GpuFigures } from '@tuneloop/openai-server';
import { execFile } from 'node:child_process';

const mebibyte = 1024 ** 2;

const query = [
  '--query-gpu=index,memory.used,memory.total,utilization.gpu,temperature.gpu,power.draw,name',
  '--format=csv,noheader,nounits',
];

/** What a program printed; `undefined` when it is not there or fails. */
type RunProgram = (file: string, args: readonly string[]) => Promise<string | undefined>;

/** Asks `nvidia-smi` how NVIDIA's GPUs are; where it is not there it is asked once. */
export function createGpuMeter(run: RunProgram = runNvidiaSmi): () => Promise<GpuFigures[]> {
  let hasGpus = true;
  return async () => {
    if (!hasGpus) return [];
    const output = await run('nvidia-smi', query);
    const gpus = output === undefined ? [] : parseGpus(output);
    // A machine without a driver does not get one while this runs.
    hasGpus = gpus.length > 0;
    return gpus;
  };
}

/** Lines that tell no memory are left out; `[N/A]` is what it prints for what a device does not tell. */
function parseGpus(output: string): GpuFigures[] {
  return output.split('\n').flatMap((line) => {
    // The name is the last field, since it may hold a comma.
    const [index, used, total, use, celsius, watts, ...name] = line.split(',').map((field) => field.trim());
    const [memoryUsed, memoryTotal] = [readNumber(used), readNumber(total)];
    if (readNumber(index) === undefined || memoryUsed === undefined || memoryTotal === undefined) return [];
    const percent = readNumber(use);
    return [
      {
        id: `gpu${index}`,
        name: name.join(', '),
        memoryUsedBytes: memoryUsed * mebibyte,
        memoryTotalBytes: memoryTotal * mebibyte,
        use: percent === undefined ? undefined : percent / 100,
        celsius: readNumber(celsius),
        watts: readNumber(watts),
      },
    ];
  });
}

function readNumber(field: string | undefined): number | undefined {
  return field !== undefined && /^\d+(?:\.\d+)?$/.test(field) ? Number(field) : undefined;
}

const runNvidiaSmi: RunProgram = (file, args) =>
  new Promise((resolve) => {
    execFile(file, [...args], { timeout: 2000, windowsHide: true }, (error, stdout) => {
      resolve(error === null ? stdout : undefined);
    });
  });
