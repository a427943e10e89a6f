import { throwIfAborted } from '@tuneloop/protocol';
import type { Row } from '../rows/row.ts';
import type { FileDigest } from './atomic-file.ts';
import { createByteSink } from './byte-sink.ts';
import { createCsvEncoder } from './encode-csv.ts';
import { createJsonEncoder, createJsonlEncoder } from './encode-json.ts';
import { fileFormatOfName, unknownFormat, type Compression, type FileFormat } from './file-format.ts';
import type { RowEncoder } from './row-encoder.ts';

export interface RowWriterOptions {
  /** Left out: what the name says. */
  format?: FileFormat | undefined;
  /** Left out: what the name says (`.gz`, `.zst`). Parquet compresses inside, and takes none. */
  compression?: Compression | undefined;
  /** Of CSV and Parquet, in order. Left out: those of the first row (CSV) or row group (Parquet). */
  columns?: readonly string[] | undefined;
}

export interface WrittenFile extends FileDigest {
  path: string;
  format: FileFormat;
  compression: Compression;
  rows: number;
}

/** Writes one file, which appears under its name when it is finished and not before. */
export interface RowWriter extends AsyncDisposable {
  /** Await it: it resolves when more may come. Errors: `INVALID_REQUEST` (a row that does not fit), those of writing. */
  write(row: Row): Promise<void>;
  /** Errors: as `write`. */
  finish(): Promise<WrittenFile>;
  /** Deletes what was written; harmless after `finish`. */
  discard(): Promise<void>;
}

/** Encoded text is handed on in pieces of about so many characters. */
const pieceCharacters = 64 * 1024;

/**
 * The same rows and options always give the same bytes (with one version of Node, where they are compressed).
 *
 * Errors: `INVALID_REQUEST` (no format, compressed Parquet), `UNSUPPORTED` (zstd before Node 22.15), `STORE_FAILED`,
 * `RESOURCE_EXHAUSTED` (disk).
 */
export async function createRowWriter(path: string, options: RowWriterOptions = {}): Promise<RowWriter> {
  const named = fileFormatOfName(path);
  const format = options.format ?? named.format;
  const compression = format === 'parquet' ? 'none' : (options.compression ?? named.compression);
  if (format === undefined) throw unknownFormat(path);
  const encoder = await createEncoder(format, options.columns);
  const sink = await createByteSink(path, compression);
  let rows = 0;
  let piece = '';

  const flush = async (): Promise<void> => {
    const content = piece;
    piece = '';
    if (content !== '') await sink.write(Buffer.from(content));
  };
  const take = async (encoded: Uint8Array | string | undefined): Promise<void> => {
    if (encoded === undefined) return;
    if (typeof encoded === 'string') {
      piece += encoded;
      if (piece.length >= pieceCharacters) await flush();
    } else await sink.write(encoded);
  };
  return {
    write: async (row) => {
      const encoded = encoder.encode(row);
      rows += 1;
      await take(encoded);
    },
    finish: async () => {
      await take(encoder.end());
      await flush();
      return { path, format, compression, rows, ...(await sink.finish()) };
    },
    discard: () => sink.discard(),
    [Symbol.asyncDispose]: () => sink.discard(),
  };
}

/**
 * Writes all rows to one file, no faster than the disk takes them. When it fails or is cancelled, no file is left behind
 * and one that was there stays as it was.
 *
 * Errors: those of `createRowWriter` and of `rows`, `ABORTED`.
 */
export async function writeRows(
  path: string,
  rows: AsyncIterable<Row> | Iterable<Row>,
  options: RowWriterOptions & { signal?: AbortSignal | undefined } = {},
): Promise<WrittenFile> {
  throwIfAborted(options.signal);
  await using writer = await createRowWriter(path, options);
  for await (const row of rows) {
    throwIfAborted(options.signal);
    await writer.write(row);
  }
  // Awaited here, or the writer would be let go of before it is done.
  return await writer.finish();
}

async function createEncoder(format: FileFormat, columns: readonly string[] | undefined): Promise<RowEncoder> {
  switch (format) {
    case 'jsonl':
      return createJsonlEncoder();
    case 'json':
      return createJsonEncoder();
    case 'csv':
      return createCsvEncoder(',', columns);
    case 'tsv':
      return createCsvEncoder('\t', columns);
    case 'parquet':
      // Its library takes a while to load, which most programs can spare.
      return (await import('./encode-parquet.ts')).createParquetEncoder(columns);
  }
}
