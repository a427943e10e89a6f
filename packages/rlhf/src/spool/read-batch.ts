import { open } from 'node:fs/promises';
import type { Segment } from './segment-files.ts';

/** Some lines of a segment. */
export interface Batch {
  items: unknown[];
  /** Where the next one begins, in bytes. */
  end: number;
  /** Lines that are no JSON. */
  unreadable: number;
}

export interface BatchLimits {
  items: number;
  bytes: number;
}

const newline = 0x0a;

/**
 * The lines from `offset` on: at least one, if there is any, and no more than the limits allow. Half a line at the end is
 * left alone: it was never acknowledged, or is just being written.
 */
export async function readBatch(
  { path, size }: Pick<Segment, 'path' | 'size'>,
  offset: number,
  limits: BatchLimits,
): Promise<Batch> {
  const batch: Batch = { items: [], end: offset, unreadable: 0 };
  await using file = await open(path, 'r');
  let length = Math.min(limits.bytes, size - offset);
  let bytes = Buffer.alloc(0);
  for (;;) {
    bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, offset);
    bytes = bytes.subarray(0, bytesRead);
    const isWhole = bytes.includes(newline);
    if (isWhole || offset + length >= size || bytesRead < length) break;
    length = Math.min(length * 2, size - offset);
  }
  let start = 0;
  while (batch.items.length + batch.unreadable < limits.items) {
    const end = bytes.indexOf(newline, start);
    if (end === -1) break;
    try {
      batch.items.push(JSON.parse(bytes.toString('utf8', start, end)));
    } catch {
      batch.unreadable += 1;
    }
    start = end + 1;
  }
  batch.end = offset + start;
  return batch;
}
