import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { throwIfAborted, type ProgressListener } from '@tuneloop/protocol';

export interface HashOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ProgressListener | undefined;
  /** For progress; in bytes. */
  total?: number | undefined;
  label?: string | undefined;
}

/** Feeds a file's bytes into `hash` and returns their number. Reports the phase `verify`. Errors: `ABORTED`. */
export async function updateHashFromFile(hash: Hash, path: string, options: HashOptions = {}): Promise<number> {
  let completed = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    throwIfAborted(options.signal);
    const data = chunk as Buffer;
    hash.update(data);
    completed += data.length;
    options.onProgress?.({ phase: 'verify', completed, total: options.total, label: options.label });
  }
  return completed;
}

/** SHA-256 of a file, in lower-case hexadecimal. */
export async function hashFile(path: string, options: HashOptions = {}): Promise<string> {
  const hash = createHash('sha256');
  await updateHashFromFile(hash, path, options);
  return hash.digest('hex');
}
