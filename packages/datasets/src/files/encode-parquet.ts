import { TuneloopError } from '@tuneloop/protocol';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Row } from '../rows/row.ts';
import { fitted, mergeShapes, MisfitError, parquetSchema, shapeOfObject, type Shape } from './parquet-shape.ts';
import type { RowEncoder } from './row-encoder.ts';

/** A row group is closed at whichever comes first. */
const groupRows = 5000;
const groupCharacters = 8 * 1024 * 1024;

/**
 * Parquet with lists and structs of its own, in Snappy. The columns' types come from the first row group (5000 rows or
 * 8 million characters); values that have no type in common become JSON text.
 *
 * Errors of `encode`: `INVALID_REQUEST` (a later row does not fit the types).
 *
 * @param columns left out: those of the first row group.
 */
export function createParquetEncoder(columns: readonly string[] | undefined): RowEncoder {
  const bytes = new ByteWriter();
  let file: { writer: ParquetWriter; shapes: ReadonlyMap<string, Shape> } | undefined;
  let gathered: Row[] = [];
  let characters = 0;
  let written = 0;

  const taken = (): Uint8Array => {
    const content = bytes.getBytes().slice();
    bytes.index = 0;
    return content;
  };
  const flush = (): Uint8Array => {
    file ??= start(bytes, gathered, columns);
    const { writer, shapes } = file;
    const columnData = [...shapes].map(([name, shape]) => ({
      name,
      data: gathered.map((row, index) => fittedCell(row, name, shape, written + index + 1)),
    }));
    for (const [index, row] of gathered.entries()) checkColumns(row, shapes, written + index + 1);
    // Without an asynchronous `flush` it is done when it returns.
    void writer.write({ columnData, rowGroupSize: Math.max(1, gathered.length) });
    written += gathered.length;
    gathered = [];
    characters = 0;
    return taken();
  };
  return {
    encode: (row) => {
      gathered.push(row);
      characters += charactersOf(row);
      return gathered.length >= groupRows || characters >= groupCharacters ? flush() : undefined;
    },
    end: () => {
      const rest = gathered.length > 0 || !file ? flush() : new Uint8Array();
      void file!.writer.finish();
      return Buffer.concat([rest, taken()]);
    },
  };
}

function start(
  bytes: ByteWriter,
  rows: readonly Row[],
  columns: readonly string[] | undefined,
): { writer: ParquetWriter; shapes: ReadonlyMap<string, Shape> } {
  const shape = rows.map(shapeOfObject).reduce(mergeShapes, { kind: 'unknown' });
  const found = shape.kind === 'struct' ? shape.fields : new Map<string, Shape>();
  const names = columns ?? [...found.keys()];
  if (names.length === 0) {
    throw new TuneloopError('INVALID_REQUEST', 'A Parquet file needs a column. Name the columns, or write a row.');
  }
  const shapes = new Map(names.map((name) => [name, found.get(name) ?? ({ kind: 'unknown' } as const)]));
  return { writer: new ParquetWriter({ writer: bytes, schema: parquetSchema(shapes), createdBy: 'tuneloop' }), shapes };
}

function fittedCell(row: Row, column: string, shape: Shape, number: number): unknown {
  try {
    return fitted(row[column], shape, column);
  } catch (error) {
    if (!(error instanceof MisfitError)) throw error;
    throw misfit(error.path, number, error);
  }
}

function checkColumns(row: Row, shapes: ReadonlyMap<string, Shape>, number: number): void {
  for (const column in row) if (!shapes.has(column)) throw misfit(column, number);
}

function misfit(path: string, number: number, cause?: unknown): TuneloopError {
  return new TuneloopError(
    'INVALID_REQUEST',
    `Row ${number}: ${path} does not fit the types of the first rows, which a Parquet file has throughout. Write JSONL instead.`,
    { details: { row: number, path }, cause },
  );
}

function charactersOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let sum = 8;
  for (const member of Object.values(value)) sum += charactersOf(member);
  return sum;
}
