import {
  findDuplicates,
  textsOfRow,
  withoutDuplicates,
  writeRows,
  type Duplicates,
  type NumberedRow,
  type TextsByColumn,
} from '@tuneloop/datasets';
import { requireOtherFile } from '../data/require-other-file.ts';
import { interruptible } from '../interrupts.ts';
import { openDataset } from '../data/dataset-input.ts';
import { reportWritten } from '../data/report-written.ts';
import { writeManifest } from '../data/write-manifest.ts';
import { notice } from '../notice.ts';

interface DedupeDataOptions {
  output: string;
  exact?: boolean;
  threshold?: number;
  by?: string[];
  keep?: 'first' | 'longest';
  json?: boolean;
}

/** Reads the file twice: to compare, and to write. */
export async function dedupeData(file: string, options: DedupeDataOptions): Promise<void> {
  const { output, exact = false, threshold = 0.8, by, keep = 'first', json } = options;
  requireOtherFile(file, output);
  const text = ({ row }: NumberedRow): TextsByColumn =>
    textsOfRow(by === undefined ? row : Object.fromEntries(by.map((column) => [column, row[column]])));
  const { input, written, manifest, duplicates } = await interruptible(async (signal) => {
    const lines: number[] = [];
    const duplicates = await comparedRows(file, lines, {
      text,
      near: exact ? false : { threshold },
      ...(keep === 'longest' && { quality: (row: NumberedRow) => Object.values(text(row)).join('').length }),
      signal,
    });
    const input = await openDataset(file, { signal });
    try {
      for (const [row, line] of lines.entries()) {
        if (duplicates.isKept(row)) continue;
        const message = `it says the same as line ${lines[duplicates.keptOf(row)]}, or nearly`;
        input.problems.onProblem({ line, reason: 'duplicate', message });
      }
      const rows = (async function* () {
        for await (const { row } of withoutDuplicates(input.rows, duplicates)) yield row;
      })();
      const written = await writeRows(output, rows, { signal });
      const filters = { ...(exact ? { exact } : { threshold }), by, keep };
      const manifest = await writeManifest(file, input, { output, files: [written], filters, signal });
      return { input, written, manifest, duplicates };
    } finally {
      await input.stop();
    }
  });
  const { exact: same, near, groups } = duplicates;
  if (!json) notice(`The same as another row: ${same}; nearly the same: ${near}; groups: ${groups}.`);
  reportWritten(input, [written], manifest, json, { duplicates: { exact: same, near, groups } });
}

async function comparedRows(
  file: string,
  lines: number[],
  options: NonNullable<Parameters<typeof findDuplicates<NumberedRow>>[1]> & { signal: AbortSignal },
): Promise<Duplicates> {
  const input = await openDataset(file, options);
  try {
    const rows = (async function* () {
      for await (const row of input.rows) {
        lines.push(row.line);
        yield row;
      }
    })();
    return await findDuplicates(rows, options);
  } finally {
    await input.stop();
  }
}
