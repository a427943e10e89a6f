import { basename } from 'node:path';
import {
  detectRowFormat,
  groupOf,
  NotExpressible,
  parseRows,
  peekRows,
  readRows,
  type ReadProgress,
  type Row,
  type RowFormatName,
  type RowProblemListener,
} from '@tuneloop/datasets';
import { TuneloopError } from '@tuneloop/protocol';
import type { TrainingMethod } from '../config/training-config.ts';
import { checkDataKind } from './data-kinds.ts';
import { trainerRows } from './trainer-rows.ts';

/** What one row of the source became. */
export interface SourceRow {
  /** For the trainer; with `sft` one for each answer, with `kto` two of a pair. */
  rows: Row[];
  /** What they must not be parted from: the conversation, or the question. */
  group: string;
  line: number;
}

export interface SourceOptions {
  method: TrainingMethod;
  format?: RowFormatName | undefined;
  onProblem: RowProblemListener;
  onProgress?: ((progress: ReadProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Of the rows at the beginning, by which a format is told. */
const firstRows = 100;

/**
 * Which format a file's rows are in: the one that is given, or the one that its first rows say.
 *
 * Errors: `INVALID_REQUEST` (no format fits, no rows, rows that the method does not learn from), those of `readRows`.
 */
export async function formatOfSource(
  path: string,
  { signal, method, format }: Pick<SourceOptions, 'signal' | 'method' | 'format'>,
): Promise<RowFormatName> {
  const name = basename(path);
  let unreadable = 0;
  const count: RowProblemListener = () => (unreadable += 1);
  const { head, close } = await peekRows(readRows(path, { onProblem: count, signal }), firstRows);
  await close();
  if (head.length === 0 && unreadable === 0) throw emptySource(name);
  const detected = detectRowFormat(head.map(({ row }) => row));
  const [closest] = detected.candidates;
  // Rows that have a format's columns and are wrong all the same are best told as rows of that format.
  const found = format ?? detected.format ?? (closest?.missing.length === 0 ? closest.format : undefined);
  if (found !== undefined) {
    checkDataKind(name, found, method);
    return found;
  }
  // Nothing but rows that cannot be read: those are told one by one.
  if (head.length === 0) return 'sft';
  const columns = detected.columns.map((column) => column.name).join(', ') || 'none';
  const hint = closest
    ? ` They come closest to "${closest.format}", but have no column ${closest.missing.join(', ')}.`
    : '';
  throw new TuneloopError(
    'INVALID_REQUEST',
    `The rows of ${name} are in no known format; their columns are: ${columns}.${hint} Rename the columns, or make rows of a known format; \`tuneloop data inspect\` shows what is there.`,
    { details: { columns: detected.columns.map((column) => column.name), candidates: detected.candidates } },
  );
}

/** The rows of a file as the trainer takes them; what is wrong with the others goes to `onProblem`. */
export async function* sourceRows(
  path: string,
  options: SourceOptions & { format: RowFormatName },
): AsyncGenerator<SourceRow> {
  const { method, format, onProblem, onProgress, signal } = options;
  const numbered = readRows(path, { onProblem, onProgress, signal });
  for await (const { example, row, line } of parseRows(numbered, { format, onProblem, signal })) {
    try {
      const rows = await trainerRows(example, method);
      if (rows.length > 0) yield { rows, group: groupOf(example, row), line };
      else onProblem({ line, reason: 'no-answer', message: 'there is no answer in it that is to be learnt' });
    } catch (error) {
      if (!(error instanceof NotExpressible)) throw error;
      onProblem({ line, reason: 'not-expressible', message: error.message });
    }
  }
}

export function emptySource(name: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', `${name} has no rows. Give a file with at least a few dozen of them.`);
}
