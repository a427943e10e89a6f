import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { filePartPaths } from '../../models/split-files.ts';

const samples = 64;
const sampleBytes = 4096;
/** Holds what the file says of itself, and for most models the begin of the vocabulary. */
const headBytes = 65_536;

/**
 * Tells models with other weights apart without reading all of them: SHA-256, in hexadecimal, of the sizes of the
 * file's parts, the beginning of each, and samples from all over it. Trained weights differ everywhere.
 *
 * Throws what the file system throws.
 */
export async function modelFingerprint(path: string): Promise<string> {
  const hash = createHash('sha256');
  for (const part of filePartPaths(path)) {
    const handle = await open(part, 'r');
    try {
      const { size } = await handle.stat();
      hash.update(`${size}\n`);
      const read = async (at: number, length: number): Promise<void> => {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
        hash.update(buffer.subarray(0, bytesRead));
      };
      await read(0, headBytes);
      for (let sample = 1; sample <= samples; sample++) {
        await read(Math.floor((Math.max(0, size - sampleBytes) * sample) / samples), sampleBytes);
      }
    } finally {
      await handle.close();
    }
  }
  return hash.digest('hex');
}
