import { availableParallelism } from 'node:os';

/** Threads that a training computes on. With all of them it would hold up whoever else computes, and itself. */
export function trainingThreads(wanted?: number): number {
  return wanted ?? Math.max(1, Math.floor(availableParallelism() / 2));
}
