import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Up to where a spool is delivered. */
export interface Cursor {
  /** Number of the segment; those before it are delivered. */
  segment: number;
  /** In bytes, at the beginning of a line. */
  offset: number;
}

const cursorSchema = z.object({ segment: z.int().min(0), offset: z.int().min(0) });
const fileName = 'cursor.json';

/** The beginning, where there is none or it cannot be read: what was delivered already is then delivered again. */
export function readCursor(folder: string): Cursor {
  try {
    return cursorSchema.parse(JSON.parse(readFileSync(join(folder, fileName), 'utf8')));
  } catch {
    return { segment: 0, offset: 0 };
  }
}

export function writeCursor(folder: string, cursor: Cursor): void {
  const path = join(folder, fileName);
  writeFileSync(`${path}.tmp`, JSON.stringify(cursor), { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
}
