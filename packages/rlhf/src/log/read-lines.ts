import { readSync } from 'node:fs';

/** A whole line of a log file. */
export interface Line {
  /** Of its first byte. */
  offset: number;
  /** In bytes, with the line feed. */
  length: number;
  /** With the line feed. Only until the next line is asked for: the buffer is used again. */
  bytes: Buffer;
}

const chunkBytes = 256 * 1024;
const newline = 0x0a;

/**
 * The whole lines of an open file from `position` on. What follows the last line feed is no line yet: somebody may be
 * writing it.
 */
export function* readLines(descriptor: number, position: number): Generator<Line, void, undefined> {
  let buffer = Buffer.allocUnsafe(chunkBytes);
  let start = position;
  let held = 0;
  for (;;) {
    if (held === buffer.length) {
      const larger = Buffer.allocUnsafe(buffer.length * 2);
      buffer.copy(larger, 0, 0, held);
      buffer = larger;
    }
    const read = readSync(descriptor, buffer, held, buffer.length - held, start + held);
    if (read === 0) return;
    const end = held + read;
    let from = 0;
    for (let at = buffer.indexOf(newline, held); at !== -1 && at < end; at = buffer.indexOf(newline, from)) {
      yield { offset: start + from, length: at + 1 - from, bytes: buffer.subarray(from, at + 1) };
      from = at + 1;
    }
    buffer.copy(buffer, 0, from, end);
    start += from;
    held = end - from;
  }
}
