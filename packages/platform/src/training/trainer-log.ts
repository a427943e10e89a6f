import { open } from 'node:fs/promises';
import type { TrainingLog } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import { withoutFolders } from '../models/model-state.ts';

/** Of one answer, in bytes. */
const partBytes = 64 * 1024;
const newline = 10;

/**
 * A part of a log that may still be written to: whole lines, without the names of folders.
 *
 * @param after in bytes; left out: the end of the log.
 *
 * Errors: `STORE_FAILED`.
 */
export async function readLog(path: string, after?: number): Promise<TrainingLog> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const start = Math.min(after ?? Math.max(0, size - partBytes), size);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(partBytes), 0, partBytes, start);
    const bytes = buffer.subarray(0, bytesRead);
    // The end of a long log begins with the first line that it has whole.
    const from = after === undefined && start > 0 ? bytes.indexOf(newline) + 1 : 0;
    const lineEnd = bytes.lastIndexOf(newline) + 1;
    // A line that is longer than a part comes in pieces.
    const to = lineEnd === 0 && bytesRead === partBytes ? bytesRead : Math.max(from, lineEnd);
    return { text: withoutFolders(bytes.subarray(from, to).toString()), from: start + from, to: start + to };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: '', from: 0, to: 0 };
    throw new TuneloopError('STORE_FAILED', 'The log of this run cannot be read.', { cause: error });
  }
}
