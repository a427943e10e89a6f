import type { Row } from '../rows/row.ts';
import { parseRow } from './parse-row.ts';
import type { RowFormat } from './row-format.ts';
import { rowFormats, type RowFormatName } from './row-formats.ts';

/** A column as the looked-at rows have it. */
export interface ColumnSummary {
  name: string;
  /** Types of its values, JSON's names and `integer`; the most frequent first. */
  types: string[];
  /** Of the rows looked at, how many have a value. */
  present: number;
}

export interface FormatCandidate {
  format: RowFormatName;
  /** Rows that are right in this format. */
  valid: number;
  /** Columns that it needs and no row has. */
  missing: string[];
}

export interface DetectedFormat {
  /** Left out where no format fits a single row. */
  format?: RowFormatName | undefined;
  /** Rows looked at. */
  rows: number;
  /** Formats that at least share a column, the likeliest first. */
  candidates: FormatCandidate[];
  columns: ColumnSummary[];
}

/** From the most telling columns to the least: `prompt` alone stands in half of all formats. */
const inOrder: readonly RowFormatName[] = [
  'openai-preference',
  'sharegpt',
  'stepwise',
  'preference',
  'kto',
  'scored',
  'trlx-samples',
  'prompt-completion',
  'sft',
  'alpaca',
  'prompt-only',
  'text',
];

/** Which format rows are in; a hundred of them are plenty. */
export function detectRowFormat(rows: readonly Row[]): DetectedFormat {
  const columns = summarise(rows);
  const present = new Set(columns.filter((column) => column.present > 0).map(({ name }) => name));
  const candidates = inOrder
    .map((format): FormatCandidate & { shared: number; required: number } => {
      const { required }: RowFormat = rowFormats[format];
      const missing = required.filter((column) => !present.has(column));
      const valid = missing.length > 0 ? 0 : rows.filter((row) => 'example' in parseRow(row, format)).length;
      return { format, valid, missing, shared: required.length - missing.length, required: required.length };
    })
    .filter(({ shared }) => shared > 0);
  // Of formats whose columns are all there, the one that uses the most is meant; otherwise the one that lacks the least.
  candidates.sort(
    (a, b) =>
      Number(b.missing.length === 0) - Number(a.missing.length === 0) ||
      Number(b.valid > 0) - Number(a.valid > 0) ||
      b.required * Number(b.missing.length === 0) - a.required * Number(a.missing.length === 0) ||
      a.missing.length / a.required - b.missing.length / b.required,
  );
  const best = candidates[0];
  return {
    ...(best && best.valid > 0 && { format: best.format }),
    rows: rows.length,
    candidates: candidates.map(({ format, valid, missing }) => ({ format, valid, missing })),
    columns,
  };
}

function summarise(rows: readonly Row[]): ColumnSummary[] {
  const columns = new Map<string, { present: number; types: Map<string, number> }>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      const column = columns.get(name) ?? { present: 0, types: new Map<string, number>() };
      columns.set(name, column);
      if (value !== null && value !== undefined) column.present += 1;
      column.types.set(typeName(value), (column.types.get(typeName(value)) ?? 0) + 1);
    }
  }
  return [...columns].map(([name, { present, types }]) => ({
    name,
    present,
    types: [...types].toSorted(([, a], [, b]) => b - a).map(([type]) => type),
  }));
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
