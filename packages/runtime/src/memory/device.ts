/** The id of the memory that the processor uses; GPUs are `gpu0`, `gpu1`, … in the order of `nvidia-smi`. */
export const ramId = 'ram';

/** Memory that models can be put into. */
export interface MemoryDevice {
  id: string;
  /** `unified`: processor and GPU share it (Apple silicon). */
  kind: 'ram' | 'unified' | 'gpu';
  name: string;
  totalBytes: number;
  freeBytes: number;
}

/** What is free on each device at this moment. Errors: `ABORTED`. */
export type MeasureDevices = (options?: { signal?: AbortSignal | undefined }) => Promise<MemoryDevice[]>;

export function gpuId(index: number): string {
  return `gpu${index}`;
}
