import type { RowProblem } from '@tuneloop/datasets';
import { TuneloopError } from '@tuneloop/protocol';

/** Lines that are named; all are counted. */
const shownProblems = 5;

/**
 * What is wrong with a JSONL file of training data, in a sentence that names lines; `undefined` where every line is right.
 *
 * Errors: `ABORTED`, `STORE_FAILED`.
 */
export async function checkTrainingFile(path: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const { createProblemLog, detectRowFormat, parseRows, peekRows, readRows } = await import('@tuneloop/datasets');
  const problems = createProblemLog({ keep: shownProblems });
  const { onProblem } = problems;
  const { head, rows, close } = await peekRows(readRows(path, { format: 'jsonl', onProblem, signal }));
  try {
    const { format, candidates } = detectRowFormat(head.map(({ row }) => row));
    if (head.length === 0 && problems.count === 0) return 'The file is empty.';
    const closest = format ?? candidates[0]?.format;
    if (closest === undefined) {
      if (problems.count > 0) return describe(problems.first, problems.count);
      const known = '"messages" (supervised) or "input", "preferred_output" and "non_preferred_output" (dpo)';
      return `The lines are in no known format: an example has ${known}.`;
    }
    let right = 0;
    for await (const _ of parseRows(rows, { format: closest, onProblem, signal })) right += 1;
    if (problems.count > 0)
      return `${describe(problems.first, problems.count)} ${right} lines are right as ${closest}.`;
    return undefined;
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'INVALID_REQUEST') return error.message;
    throw error;
  } finally {
    await close();
  }
}

function describe(first: readonly RowProblem[], count: number): string {
  const lines = first.map(({ line, message }) => `Line ${line}: ${message}.`);
  const rest = count > first.length ? [`${count - first.length} more lines are wrong.`] : [];
  return [...lines, ...rest].join(' ');
}
