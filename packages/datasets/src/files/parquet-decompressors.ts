// The default import, since Node before 22.15 has no export named zstdDecompressSync.
import zlib from 'node:zlib';
import { compressors, type Compressors } from 'hyparquet-compressors';

/** What Parquet's pages are compressed with: Node's own programs where it has them, which are several times faster. */
export const parquetDecompressors: Compressors = {
  ...compressors,
  GZIP: (input) => zlib.gunzipSync(input),
  BROTLI: (input) => zlib.brotliDecompressSync(input),
  // Node stops after the first frame, and pages are one.
  ...(typeof zlib.zstdDecompressSync === 'function' && { ZSTD: (input: Uint8Array) => zlib.zstdDecompressSync(input) }),
};
