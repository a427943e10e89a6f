import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { listSegments, segmentPath, type Segment } from './segment-files.ts';

export interface SegmentWriterOptions {
  folder: string;
  /** Of all segments together, in bytes. */
  maxBytes: number;
  /** A segment that has reached this size is followed by another one. */
  segmentBytes: number;
  /** From where in a segment lines still count. */
  deliveredOf: (segment: number) => number;
  /** So many lines had to go to make room. */
  onDropped: (lines: number) => void;
}

/** Appends lines to the newest segment, and drops the oldest ones where there is no room. */
export class SegmentWriter {
  /** The oldest first; the last one may be written to. */
  readonly segments: Segment[];
  readonly #options: SegmentWriterOptions;
  #descriptor: number | undefined;
  #next: number;

  constructor(options: SegmentWriterOptions, first: number) {
    this.#options = options;
    this.segments = listSegments(options.folder);
    this.#next = Math.max(first, this.segments.at(-1)?.number ?? 0) + 1;
  }

  get bytes(): number {
    return this.segments.reduce((sum, { size }) => sum + size, 0);
  }

  /** Once it has returned, the line survives the end of the process. Throws what the file system throws. */
  append(text: string): void {
    const line = Buffer.from(`${text}\n`);
    const { maxBytes, segmentBytes, onDropped } = this.#options;
    if (line.length > maxBytes) {
      onDropped(1);
      return;
    }
    const last = this.segments.at(-1);
    if (this.#descriptor !== undefined && last && last.size + line.length > segmentBytes) this.seal();
    while (this.segments.length > 0 && this.bytes + line.length > maxBytes) this.#dropOldest();
    this.#descriptor ??= this.#begin();
    const segment = this.segments.at(-1)!;
    let written = 0;
    try {
      // One call, unless the system takes less of it.
      while (written < line.length) written += writeSync(this.#descriptor, line, written, line.length - written);
      segment.size += line.length;
    } catch (error) {
      // Half a line may stand at its end now: the next one goes to another segment.
      this.seal();
      throw error;
    }
  }

  /** What comes next goes to a new segment. */
  seal(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  isOpen(segment: Segment): boolean {
    return this.#descriptor !== undefined && segment === this.segments.at(-1);
  }

  remove(segment: Segment): void {
    const index = this.segments.indexOf(segment);
    if (index === -1) return;
    if (this.isOpen(segment)) this.seal();
    this.segments.splice(index, 1);
    rmSync(segment.path, { force: true });
  }

  #begin(): number {
    const number = this.#next++;
    const path = segmentPath(this.#options.folder, number);
    const descriptor = openSync(path, 'ax', 0o600);
    this.segments.push({ number, path, size: 0 });
    return descriptor;
  }

  #dropOldest(): void {
    const oldest = this.segments[0]!;
    const { deliveredOf, onDropped } = this.#options;
    const lines = countLines(oldest.path, deliveredOf(oldest.number));
    this.remove(oldest);
    if (lines > 0) onDropped(lines);
  }
}

function countLines(path: string, from: number): number {
  const bytes = readFileSync(path);
  let lines = 0;
  for (let at = bytes.indexOf(0x0a, from); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines += 1;
  return lines;
}
