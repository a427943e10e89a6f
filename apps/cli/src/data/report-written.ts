import type { WrittenFile } from '@tuneloop/datasets';
import { notice, printJson } from '../notice.ts';
import { formatBytes } from '../terminal/units.ts';
import type { DatasetInput } from './dataset-input.ts';
import { inOrder, noticeProblems } from './describe-problems.ts';

/** The result of a command that writes files: their paths; the rest goes beside it. `more` goes into the JSON. */
export function reportWritten(
  input: DatasetInput,
  files: readonly WrittenFile[],
  manifest: string,
  json: boolean | undefined,
  more: Record<string, unknown> = {},
): void {
  if (json) {
    printJson({
      read: input.count(),
      files,
      manifest,
      ...more,
      leftOut: input.problems.countByReason,
      problems: inOrder(input.problems),
    });
    return;
  }
  for (const { path } of files) process.stdout.write(`${path}\n`);
  for (const { path, rows, bytes } of files) notice(`${path}: ${rows} rows, ${formatBytes(bytes)}`);
  noticeProblems(input.problems);
}
