import { once } from 'node:events';
import { createAtomicFile, type FileDigest } from './atomic-file.ts';
import { createCompressor } from './compression.ts';
import type { Compression } from './file-format.ts';

/** Takes bytes on their way into a file. */
export interface ByteSink {
  /** Resolves when more may come. */
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<FileDigest>;
  /** Harmless after `finish`. */
  discard(): Promise<void>;
}

/** Errors: those of `createAtomicFile`; `UNSUPPORTED` (zstd before Node 22.15). */
export async function createByteSink(path: string, compression: Compression): Promise<ByteSink> {
  const compressor = createCompressor(compression);
  const file = await createAtomicFile(path);
  if (!compressor) return { write: file.write, finish: file.commit, discard: file.discard };

  let compressed: Uint8Array[] = [];
  compressor.on('data', (chunk: Uint8Array) => compressed.push(chunk));
  const flush = async (): Promise<void> => {
    const chunks = compressed;
    compressed = [];
    if (chunks.length > 0) await file.write(Buffer.concat(chunks));
  };
  return {
    write: async (bytes) => {
      await new Promise<void>((resolve, reject) => {
        compressor.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
      await flush();
    },
    finish: async () => {
      compressor.end();
      await once(compressor, 'end');
      await flush();
      return file.commit();
    },
    discard: async () => {
      compressor.destroy();
      await file.discard();
    },
  };
}
