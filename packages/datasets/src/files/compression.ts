import type { Transform } from 'node:stream';
// The default import, since Node before 22.15 has no export named createZstdCompress.
import zlib, { type Gunzip, type ZstdDecompress } from 'node:zlib';
import { TuneloopError } from '@tuneloop/protocol';
import type { Compression } from './file-format.ts';

/** Errors: `UNSUPPORTED` (zstd before Node 22.15). */
export function createCompressor(compression: Compression): Transform | undefined {
  switch (compression) {
    case 'none':
      return undefined;
    case 'gzip':
      return zlib.createGzip();
    case 'zstd':
      requireZstd();
      return zlib.createZstdCompress();
  }
}

/** Errors: `UNSUPPORTED` (zstd before Node 22.15). */
export function createDecompressor(compression: Exclude<Compression, 'none'>): Gunzip | ZstdDecompress {
  switch (compression) {
    case 'gzip':
      return zlib.createGunzip();
    case 'zstd':
      requireZstd();
      return zlib.createZstdDecompress();
  }
}

function requireZstd(): void {
  if (typeof zlib.createZstdCompress === 'function') return;
  throw new TuneloopError(
    'UNSUPPORTED',
    `zstd needs Node 22.15 or newer; this is ${process.version}. Use gzip instead.`,
  );
}
