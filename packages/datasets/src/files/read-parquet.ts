import { open, type FileHandle } from 'node:fs/promises';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import type { NumberedRow } from '../rows/row.ts';
import type { ByteSourceOptions } from './byte-source.ts';
import { parquetDecompressors } from './parquet-decompressors.ts';
import { plainRow } from './parquet-values.ts';
import type { RowSource } from './row-source.ts';

/** A group is read in pieces of about so much where its file has an index of pages. */
const pieceBytes = 8 * 1024 * 1024;

/**
 * Parquet, one row group at a time, or a piece of one. Numbers over 2⁵³ come as text, timestamps as ISO 8601, bytes as
 * base64; what is null is left out, since Parquet does not tell it from what is not there.
 *
 * Errors: `INVALID_REQUEST` (a stream, not Parquet, damaged), `ABORTED`.
 */
export async function* readParquet(source: RowSource, options: ByteSourceOptions): AsyncGenerator<NumberedRow> {
  await using file = await openBuffer(source, options);
  const metadata = await readable(parquetMetadataAsync(file.buffer));
  let line = 1;
  for (const [rowStart, rowEnd] of pieces(metadata)) {
    throwIfAborted(options.signal);
    const rows = await readable(
      parquetReadObjects({
        file: file.buffer,
        metadata,
        compressors: parquetDecompressors,
        rowStart,
        rowEnd,
        useOffsetIndex: true,
      }),
    );
    for (const row of rows) {
      throwIfAborted(options.signal);
      yield { row: plainRow(row), line };
      line += 1;
    }
  }
}

interface OpenBuffer extends AsyncDisposable {
  buffer: AsyncBuffer;
}

async function openBuffer(source: RowSource, { onProgress }: ByteSourceOptions): Promise<OpenBuffer> {
  if (typeof source !== 'string' && !(source instanceof Uint8Array)) {
    throw new TuneloopError('INVALID_REQUEST', 'Parquet is read from its end. Give a path or all of its bytes.');
  }
  if (typeof source !== 'string') {
    const copy = new Uint8Array(source).buffer;
    return {
      buffer: { byteLength: copy.byteLength, slice: (start, end) => copy.slice(start, end) },
      [Symbol.asyncDispose]: async () => {},
    };
  }
  const handle = await open(source);
  const { size } = await handle.stat();
  let bytes = 0;
  return {
    buffer: {
      byteLength: size,
      slice: async (start, end = size) => {
        const content = await readSlice(handle, start < 0 ? size + start : start, end);
        bytes = Math.min(size, bytes + content.byteLength);
        onProgress?.({ bytes, totalBytes: size });
        return content;
      },
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function readSlice(handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const content = new Uint8Array(Math.max(0, end - start));
  let filled = 0;
  while (filled < content.byteLength) {
    const { bytesRead } = await handle.read(content, filled, content.byteLength - filled, start + filled);
    if (bytesRead === 0) throw new Error('the file ends too early');
    filled += bytesRead;
  }
  return content.buffer;
}

/** Ranges of rows to read at once. */
function* pieces(metadata: FileMetaData): Generator<[start: number, end: number]> {
  let start = 0;
  for (const { num_rows, total_byte_size, columns } of metadata.row_groups) {
    const end = start + Number(num_rows);
    const hasIndex = columns.every((column) => column.offset_index_offset !== undefined);
    const count = hasIndex ? Math.max(1, Math.ceil(Number(total_byte_size) / pieceBytes)) : 1;
    const step = Math.ceil((end - start) / count);
    for (let from = start; from < end; from += step) yield [from, Math.min(end, from + step)];
    start = end;
  }
}

async function readable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new TuneloopError('INVALID_REQUEST', `The Parquet file cannot be read (${cause}). Write it anew.`, {
      cause: error,
    });
  }
}
