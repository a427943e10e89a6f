import {
  detectRowFormat,
  NotExpressible,
  parseRow,
  type Row,
  type RowFormatName,
  type RowProblemReason,
} from '@tuneloop/datasets';
import { logRecordSchema, type LogRecord } from '@tuneloop/protocol';
import { exampleRecords } from './example-records.ts';
import type { ImportDefaults } from './import-defaults.ts';
import { isOpenWebUiRow, openWebUiRecords } from './open-webui.ts';

/** What a file may hold: a log of ours, an export of Open WebUI, or rows of training data. */
export type ImportFormat = 'log' | 'open-webui' | RowFormatName;

/** What a row says, or what is wrong with it. */
export type RowRecords = { records: LogRecord[] } | { flaw: RowProblemReason; message: string };

/** `undefined` where the first rows are of no format that is known. */
export function detectImportFormat(rows: readonly Row[]): ImportFormat | undefined {
  if (rows.some((row) => row['version'] === 1 && typeof row['type'] === 'string')) return 'log';
  if (rows.some(isOpenWebUiRow)) return 'open-webui';
  return detectRowFormat(rows).format;
}

export function recordsOfRow(row: Row, format: ImportFormat, defaults: ImportDefaults): RowRecords {
  if (format === 'log') {
    const parsed = logRecordSchema.safeParse(row);
    // The row itself: fields that the schema does not know are kept.
    if (parsed.success) return { records: [row as unknown as LogRecord] };
    const [issue] = parsed.error.issues;
    return flaw('wrong-value', `${issue!.path.map(String).join('.')}: ${issue!.message}`);
  }
  if (format === 'open-webui') {
    const records = openWebUiRecords(row, defaults);
    return 'flaw' in records ? flaw('wrong-value', records.flaw) : { records };
  }
  const parsed = parseRow(row, format);
  if ('flaw' in parsed) return flaw(parsed.flaw.reason, parsed.flaw.message);
  try {
    return { records: exampleRecords(parsed.example, defaults) };
  } catch (error) {
    if (error instanceof NotExpressible) return flaw('not-expressible', error.message);
    throw error;
  }
}

function flaw(reason: RowProblemReason, message: string): RowRecords {
  return { flaw: reason, message };
}
