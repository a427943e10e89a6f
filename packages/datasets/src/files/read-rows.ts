import { TuneloopError } from '@tuneloop/protocol';
import type { NumberedRow } from '../rows/row.ts';
import { reportProblem, type RowProblemListener } from '../rows/row-problem.ts';
import { openByteSource, readFailure, type ByteSourceOptions } from './byte-source.ts';
import { TornInput } from './decompress.ts';
import { fileFormatOfName, formatOfBytes, unknownFormat, type FileFormat } from './file-format.ts';
import { delimiterOf, readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';
import { readJsonl } from './read-jsonl.ts';
import type { RowParserOptions } from './row-parser.ts';
import { nameOfSource, type RowSource } from './row-source.ts';

export interface ReadRowsOptions extends ByteSourceOptions {
  /** Left out: what the name says, else what the first bytes say. Compression is always told by the first bytes. */
  format?: FileFormat | undefined;
  /** Hears of rows that are left out. Without a listener the first such row is an error. */
  onProblem?: RowProblemListener | undefined;
  /** In bytes; default 64 MiB. A longer row is left out, so that memory stays bounded. */
  maxRowBytes?: number | undefined;
}

const defaultMaxRowBytes = 64 * 1024 * 1024;

/**
 * The rows of a file, one at a time and no faster than they are taken; memory does not grow with the file. Leaving the
 * loop closes it.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST` (unknown format; a bad row where nobody listens), `UNSUPPORTED` (zstd before Node
 * 22.15), `STORE_FAILED`, `ABORTED`.
 */
export async function* readRows(source: RowSource, options: ReadRowsOptions = {}): AsyncGenerator<NumberedRow> {
  const { onProblem, maxRowBytes = defaultMaxRowBytes } = options;
  const named = typeof source === 'string' ? fileFormatOfName(source).format : undefined;
  let line = 0;
  const hear =
    onProblem &&
    ((problem: Parameters<RowProblemListener>[0]) => {
      line = Math.max(line, problem.line);
      onProblem(problem);
    });
  try {
    for await (const numbered of await openRows(source, options.format ?? named, options, {
      onProblem: hear,
      maxRowBytes,
    })) {
      line = numbered.line;
      yield numbered;
    }
  } catch (error) {
    if (!(error instanceof TornInput)) throw readFailure(source, error);
    reportProblem(onProblem, { line: line + 1, reason: 'torn', message: `${error.message}; what follows is lost` });
  }
}

/** Its library takes a while to load, which most programs can spare. */
async function readParquetFile(source: RowSource, options: ByteSourceOptions): Promise<AsyncIterable<NumberedRow>> {
  const { readParquet } = await import('./read-parquet.ts');
  return readParquet(source, options);
}

async function openRows(
  source: RowSource,
  wanted: FileFormat | undefined,
  options: ByteSourceOptions,
  parserOptions: RowParserOptions,
): Promise<AsyncIterable<NumberedRow>> {
  if (wanted === 'parquet') return readParquetFile(source, options);
  const content = await openByteSource(source, options);
  const format = wanted ?? formatOfBytes(content.head);
  switch (format) {
    case 'jsonl':
      return readJsonl(content.bytes, parserOptions);
    case 'json':
      return readJson(content.bytes, parserOptions);
    case 'csv':
      return readCsv(content.bytes, { ...parserOptions, delimiter: delimiterOf(content.head) });
    case 'tsv':
      return readCsv(content.bytes, { ...parserOptions, delimiter: '\t' });
    case 'parquet':
      await content.close();
      return readParquetFile(source, options);
    case undefined:
      await content.close();
      throw content.head.byteLength === 0
        ? new TuneloopError('INVALID_REQUEST', `${nameOfSource(source)} is empty.`)
        : unknownFormat(nameOfSource(source));
  }
}
