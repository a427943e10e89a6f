import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One file of a spool: whole lines of JSON, and half a line at the end where its writer was killed. */
export interface Segment {
  /** Ascending in the order of writing. */
  number: number;
  path: string;
  /** In bytes, as far as it is written. */
  size: number;
}

const pattern = /^(\d{10})\.jsonl$/;

export function segmentPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(10, '0')}.jsonl`);
}

/** What is there, the oldest first. Makes the folder where it is missing; only its owner can read it. */
export function listSegments(folder: string): Segment[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return readdirSync(folder)
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map((digits) => {
      const number = Number(digits);
      const path = segmentPath(folder, number);
      return { number, path, size: statSync(path).size };
    })
    .toSorted((a, b) => a.number - b.number);
}
