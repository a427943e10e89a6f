export { createFairQueue } from './fair-queue.ts';
export type { AcquireOptions, FairQueue, FairQueueOptions, Slot } from './fair-queue.ts';
