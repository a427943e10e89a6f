import { createProblemLog, peekRows, readRows, type RowProblem, type RowSource } from '@tuneloop/datasets';
import {
  throwIfAborted,
  TuneloopError,
  type EventSink,
  type InteractionLog,
  type JobProgress,
  type LogRecord,
} from '@tuneloop/protocol';
import type { ImportDefaults } from './import-defaults.ts';
import { detectImportFormat, recordsOfRow, type ImportFormat } from './import-format.ts';
import { isKnown } from './known-records.ts';

export interface ImportOptions extends Partial<ImportDefaults> {
  /** Asked what is there already. */
  log: Pick<InteractionLog, 'get' | 'getComparison'>;
  /** Where new records go: the log itself, or a recorder before it that redacts. */
  sink: EventSink;
  source: RowSource;
  /** Left out: what the first rows look like. */
  format?: ImportFormat | undefined;
  signal?: AbortSignal | undefined;
  /** Phase `import`, in rows. */
  onProgress?: ((progress: JobProgress) => void) | undefined;
}

export interface ImportReport {
  format: ImportFormat;
  rows: number;
  /** By kind, what was new. */
  added: Partial<Record<LogRecord['type'], number>>;
  /** Records that the log had already, or the file twice. */
  known: number;
  /** Rows that were left out: how many, why, and the first hundred with their lines. */
  problems: { count: number; byReason: Record<string, number>; first: readonly RowProblem[] };
}

/** So many rows are looked up before any of them is written. */
const batchRows = 200;

/**
 * Reads a file of interactions and judgements into the log: a log of ours, Open WebUI's exports of chats or feedback, or
 * training data of any format that `@tuneloop/datasets` knows. Ids are made of the content, so that what is there already
 * is not added again. Rows that are wrong are left out and reported with their lines.
 *
 * Errors: `INVALID_REQUEST` (no format is known that fits), `NOT_FOUND`, `STORE_FAILED`, `RESOURCE_EXHAUSTED`, `ABORTED`;
 * what was added by then stays.
 */
export async function importInteractions(options: ImportOptions): Promise<ImportReport> {
  const { log, sink, source, signal, onProgress } = options;
  const defaults: ImportDefaults = {
    model: options.model ?? 'imported',
    time: options.time ?? new Date().toISOString(),
    author: options.author ?? 'import',
    owner: options.owner,
    tags: options.tags ?? [],
    good: options.good ?? true,
  };
  const start = Date.parse(defaults.time);
  if (Number.isNaN(start)) {
    throw new TuneloopError('INVALID_REQUEST', `time must be a time in ISO 8601, not "${defaults.time}".`);
  }
  const problems = createProblemLog();
  const { head, rows, close } = await peekRows(readRows(source, { signal, onProblem: problems.onProblem }));
  const format = options.format ?? detectImportFormat(head.map(({ row }) => row));
  if (!format) {
    await close();
    throw unknownFormat(head.length);
  }
  const report: ImportReport = {
    format,
    rows: 0,
    added: {},
    known: 0,
    problems: { count: 0, byReason: problems.countByReason, first: problems.first },
  };
  let batch: LogRecord[] = [];
  let inBatch = 0;
  for await (const { row, line } of rows) {
    throwIfAborted(signal);
    report.rows += 1;
    inBatch += 1;
    const time = new Date(start + report.rows - 1).toISOString();
    const result = recordsOfRow(row, format, { ...defaults, time });
    if ('records' in result) batch.push(...result.records);
    else problems.onProblem({ line, reason: result.flaw, message: result.message });
    if (inBatch === batchRows) {
      await addRecords(batch, { log, sink, report });
      batch = [];
      inBatch = 0;
      onProgress?.({ phase: 'import', completed: report.rows });
    }
  }
  await addRecords(batch, { log, sink, report });
  onProgress?.({ phase: 'import', completed: report.rows, total: report.rows });
  report.problems.count = problems.count;
  return report;
}

async function addRecords(
  records: readonly LogRecord[],
  { log, sink, report }: Pick<ImportOptions, 'log' | 'sink'> & { report: ImportReport },
): Promise<void> {
  const fresh = new Map<string, LogRecord>();
  for (const record of records) {
    const key = keyOf(record);
    if (fresh.has(key) || (await isKnown(log, record, fresh))) report.known += 1;
    else fresh.set(key, record);
  }
  for (const record of fresh.values()) {
    sink.write(record);
    report.added[record.type] = (report.added[record.type] ?? 0) + 1;
  }
}

function keyOf(record: LogRecord): string {
  switch (record.type) {
    case 'interaction':
      return `interaction ${record.interaction.id}`;
    case 'rating':
      return `rating ${record.rating.id}`;
    case 'comparison':
      return `comparison ${record.comparison.id}`;
    case 'choice':
      return `choice ${record.choice.id}`;
    case 'tool-call':
      return `tool-call ${record.call.id}`;
    case 'deletion':
      return `deletion ${record.deletion.id}`;
  }
}

function unknownFormat(rows: number): TuneloopError {
  return new TuneloopError(
    'INVALID_REQUEST',
    rows === 0
      ? 'There are no rows to import.'
      : 'It is not to be seen what these rows are. They may be a log of Tuneloop, an export of Open WebUI, or training data; `format` says which.',
  );
}
