import { openFilesLimit } from './open-files-limit.ts';

/** For the log, databases, models and processes of engines and tools. */
const leastReserve = 64;
const reservedShare = 1 / 8;
/** Those that are told that there are too many, beside the limit; see `ConnectionLimit`. */
const toldMinimum = 16;
const toldShare = 0.1;
const leastConnections = 8;

/** How many connections this process can have beside the files that it needs, so that it never runs out of descriptors. */
export function connectionCeiling(openFiles: number | undefined = openFilesLimit()): number {
  if (openFiles === undefined) return Infinity;
  const left = openFiles - Math.max(leastReserve, openFiles * reservedShare);
  return Math.max(leastConnections, Math.floor(Math.min(left - toldMinimum, left / (1 + toldShare))));
}
