import { basename } from 'node:path';
import {
  createProblemLog,
  detectRowFormat,
  fileFormatOfName,
  parseRowFormatName,
  parseRows,
  peekRows,
  readRows,
  type DetectedFormat,
  type NumberedExample,
  type NumberedRow,
  type ProblemLog,
  type RowFormatName,
  type RowSource,
} from '@tuneloop/datasets';
import { TuneloopError } from '@tuneloop/protocol';
import { createProgressDisplay } from '../terminal/progress.ts';

/** A file of rows that is being read, with a bar on the terminal. */
export interface DatasetInput {
  readonly name: string;
  readonly detected: DetectedFormat;
  /** The format that was asked for, else the one that the first rows are in. Errors: `INVALID_REQUEST` (none is). */
  readonly format: RowFormatName;
  readonly rows: AsyncIterable<NumberedRow>;
  /** Right rows of that format. */
  readonly examples: () => AsyncIterable<NumberedExample>;
  /** What is wrong with the others. */
  readonly problems: ProblemLog;
  /** Rows that were read, right or not. */
  count(): number;
  /** Takes the bar away, and lets go of the file. */
  stop(): Promise<void>;
}

/**
 * @param options.source what to read in place of the file, whose name still says the format
 *
 * Errors: those of `readRows`.
 */
export async function openDataset(
  file: string,
  options: { format?: string; keepProblems?: number; source?: RowSource; signal: AbortSignal },
): Promise<DatasetInput> {
  const { format, keepProblems, source, signal } = options;
  const name = basename(file);
  const display = createProgressDisplay(process.stderr, { clearOnStop: true });
  const problems = createProblemLog({ keep: keepProblems ?? 20 });
  let unreadable = 0;
  let read = 0;
  const numbered = readRows(source ?? file, {
    ...(source !== undefined && { format: fileFormatOfName(file).format }),
    signal,
    onProblem: (problem) => {
      unreadable += 1;
      problems.onProblem(problem);
    },
    onProgress: ({ bytes, totalBytes }) => {
      display.listener({ phase: 'read', completed: bytes, total: totalBytes, label: name });
    },
  });
  try {
    const { head, rows, close } = await peekRows(numbered);
    const detected = detectRowFormat(head.map(({ row }) => row));
    const counted = (async function* () {
      for await (const row of rows) {
        read += 1;
        yield row;
      }
    })();
    const formatOf = (): RowFormatName =>
      format === undefined ? knownFormat(name, detected) : parseRowFormatName(format);
    return {
      name,
      detected,
      get format() {
        return formatOf();
      },
      rows: counted,
      examples: () => parseRows(counted, { format: formatOf(), onProblem: problems.onProblem, signal }),
      problems,
      count: () => read + unreadable,
      stop: async () => {
        display.stop();
        await close();
      },
    };
  } catch (error) {
    display.stop();
    throw error;
  }
}

function knownFormat(name: string, { format, candidates }: DetectedFormat): RowFormatName {
  if (format) return format;
  const [closest] = candidates;
  const hint = closest
    ? closest.missing.length > 0
      ? ` It comes closest to "${closest.format}", but has no column ${closest.missing.join(', ')}.`
      : ` It has the columns of "${closest.format}", but no row that is right: see \`tuneloop data validate --format ${closest.format}\`.`
    : '';
  throw new TuneloopError(
    'INVALID_REQUEST',
    `The rows of ${name} are in no known format.${hint} Say it with --format.`,
  );
}
