import type { Worker } from 'node:worker_threads';

export const outOfMemory = 'it needs more memory than it may have.';

/** How often a thread's memory is looked at, in ms. */
const periodMs = 50;
/** What a language has outside of its own memory: its files, and copies of values on their way. */
const allowanceBytes = 96 * 1024 * 1024;

/**
 * Notices when a thread has taken more memory outside of its heap than its limit: WebAssembly's own is bounded by
 * itself, and the heap by Node, but not the buffers that JavaScript around it makes.
 *
 * Node 22.16 or newer; older ones cannot tell, and nothing is noticed.
 */
export function watchMemory(worker: Worker, memoryBytes: number): { exceeded: Promise<never>; stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const exceeded = new Promise<never>((_, reject) => {
    const look = async () => {
      // One that has ended by now has no statistics.
      const statistics = await worker.getHeapStatistics().catch(() => undefined);
      if ((statistics?.external_memory ?? 0) > memoryBytes + allowanceBytes) reject(new Error(outOfMemory));
    };
    if (typeof worker.getHeapStatistics === 'function') timer = setInterval(() => void look(), periodMs);
  });
  exceeded.catch(() => undefined);
  return { exceeded, stop: () => clearInterval(timer) };
}
