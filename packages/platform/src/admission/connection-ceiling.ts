import { readFileSync } from 'node:fs';

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

/** `ulimit -n` of this process; nothing where there is no limit, or where the system does not tell. */
function openFilesLimit(): number | undefined {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined ? undefined : Number(limit);
  } catch {
    return undefined;
  }
}
