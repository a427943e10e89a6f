import { gpuId, type MemoryDevice } from './device.ts';

const mebibyte = 1024 ** 2;

export const nvidiaSmiArguments: readonly string[] = [
  '--query-gpu=index,name,memory.total,memory.free',
  '--format=csv,noheader,nounits',
];

/** GPUs from what `nvidia-smi` prints for `nvidiaSmiArguments`; lines that tell no memory are left out. */
export function parseNvidiaSmi(output: string): MemoryDevice[] {
  return output.split('\n').flatMap((line) => {
    const fields = line.split(',').map((field) => field.trim());
    // A name may hold a comma.
    const index = readNumber(fields[0]);
    const total = readNumber(fields.at(-2));
    const free = readNumber(fields.at(-1));
    if (fields.length < 4 || index === undefined || total === undefined || free === undefined) return [];
    const name = fields.slice(1, -2).join(', ');
    return [{ id: gpuId(index), kind: 'gpu' as const, name, totalBytes: total * mebibyte, freeBytes: free * mebibyte }];
  });
}

/** `[N/A]` is what it prints for devices that do not know. */
function readNumber(field: string | undefined): number | undefined {
  return field !== undefined && /^\d+$/.test(field) ? Number(field) : undefined;
}
