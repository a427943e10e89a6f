import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { decompress } from './decompress.ts';
import { compressionOfBytes } from './file-format.ts';
import { nameOfSource, type ReadProgress, type RowSource } from './row-source.ts';

export interface ByteSourceOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: ReadProgress) => void) | undefined;
}

/** Uncompressed content: its beginning to look at, and the whole of it, which can be read once. */
export interface ByteSource {
  head: Uint8Array;
  bytes: AsyncIterable<Uint8Array>;
  /** For whoever does not read: lets go of the file. */
  close(): Promise<void>;
}

const chunkBytes = 256 * 1024;
const headBytes = 512;

/**
 * Opens a source and takes gzip or zstd off, as its first bytes say. Reads on only when the last chunk was taken.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST` (a folder), `STORE_FAILED`, `UNSUPPORTED` (zstd on an old Node), `ABORTED`; while
 * reading, `TornInput` where the compression breaks off.
 */
export async function openByteSource(source: RowSource, options: ByteSourceOptions = {}): Promise<ByteSource> {
  const stored = await peek(await storedBytes(source, options));
  const compression = compressionOfBytes(stored.head);
  if (compression === 'none') return stored;
  return peek(decompress(stored.bytes, compression));
}

async function storedBytes(source: RowSource, options: ByteSourceOptions): Promise<AsyncIterable<Uint8Array>> {
  if (source instanceof Uint8Array) return metered([source], source.byteLength, options);
  if (typeof source !== 'string') return metered(source, undefined, options);
  try {
    const information = await stat(source);
    if (information.isDirectory()) {
      throw new TuneloopError('INVALID_REQUEST', `${source} is a folder. Name a file in it.`);
    }
    return metered(createReadStream(source, { highWaterMark: chunkBytes }), information.size, options);
  } catch (error) {
    throw readFailure(source, error);
  }
}

async function* metered(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  totalBytes: number | undefined,
  { signal, onProgress }: ByteSourceOptions,
): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    throwIfAborted(signal);
    bytes += chunk.byteLength;
    onProgress?.({ bytes, totalBytes });
    yield chunk;
  }
}

/** Reads the first bytes to look at, and puts them back. */
async function peek(source: AsyncIterable<Uint8Array>): Promise<ByteSource> {
  const iterator = source[Symbol.asyncIterator]();
  const taken: Uint8Array[] = [];
  let length = 0;
  while (length < headBytes) {
    const next = await iterator.next();
    if (next.done) break;
    taken.push(next.value);
    length += next.value.byteLength;
  }
  return {
    head: Buffer.concat(taken).subarray(0, headBytes),
    bytes: (async function* () {
      try {
        yield* taken;
        for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
      } finally {
        await iterator.return?.();
      }
    })(),
    close: async () => {
      await iterator.return?.();
    },
  };
}

/** Says in our terms why a file cannot be read. */
export function readFailure(source: RowSource, error: unknown): TuneloopError {
  if (TuneloopError.isInstance(error)) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const name = nameOfSource(source);
  if (code === 'ENOENT') return new TuneloopError('NOT_FOUND', `There is no file ${name}.`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM') {
    return new TuneloopError('STORE_FAILED', `${name} may not be read by this user.`, { cause: error });
  }
  return TuneloopError.from(error, 'STORE_FAILED');
}
