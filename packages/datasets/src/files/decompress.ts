import { createDecompressor } from './compression.ts';
import type { Compression } from './file-format.ts';

/** The input ends, or is damaged, inside its compression: what came before is whole. */
export class TornInput extends Error {
  override readonly name = 'TornInput';
}

/**
 * Takes gzip or zstd off. Files in several parts are read to their end, for which zstd needs help: Node's stream ends with
 * the first frame. What stands behind gzip, such as padding, is passed over.
 *
 * Throws `TornInput`, and whatever `bytes` throws.
 */
export async function* decompress(
  bytes: AsyncIterable<Uint8Array>,
  compression: Exclude<Compression, 'none'>,
): AsyncGenerator<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  const next = async (): Promise<Uint8Array | undefined> => {
    const result = await iterator.next();
    return result.done ? undefined : result.value;
  };
  try {
    let chunk = await next();
    while (chunk !== undefined) {
      let inputError: Error | undefined;
      const decompressor = createDecompressor(compression);
      const feeding = feed(decompressor, chunk, next).catch((error: Error) => {
        inputError = error;
        decompressor.destroy(error);
        return undefined;
      });
      try {
        yield* decompressor as AsyncIterable<Uint8Array>;
      } catch (error) {
        if (inputError) throw inputError;
        throw new TornInput('the compressed data is damaged or ends too early', { cause: error });
      } finally {
        decompressor.destroy();
      }
      const rest = await feeding;
      chunk = compression === 'gzip' ? undefined : rest;
    }
  } finally {
    await iterator.return?.();
  }
}

/** Hands chunks on, one at a time, until the decompressor wants no more; what is left of the last one then. */
async function feed(
  decompressor: ReturnType<typeof createDecompressor>,
  first: Uint8Array,
  next: () => Promise<Uint8Array | undefined>,
): Promise<Uint8Array | undefined> {
  for (let chunk: Uint8Array | undefined = first; chunk !== undefined; chunk = await next()) {
    const before = decompressor.bytesWritten;
    const failed = await new Promise<boolean>((resolve) => {
      decompressor.write(chunk, (error) => resolve(error !== null && error !== undefined));
    });
    // The stream itself tells its reader.
    if (failed || decompressor.destroyed) return undefined;
    const rest = chunk.subarray(decompressor.bytesWritten - before);
    if (rest.byteLength > 0) return rest;
  }
  decompressor.end();
  return undefined;
}
