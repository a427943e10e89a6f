import type { ProblemLog, RowProblem } from '@tuneloop/datasets';
import { formatTable } from '../terminal/table.ts';
import { notice } from '../notice.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';

/** Those that were kept, as they stand in the file: the first rows are read before they are checked. */
export function inOrder({ first }: ProblemLog): RowProblem[] {
  return first.toSorted((a, b) => a.line - b.line);
}

/** The problems that were kept, a line each, and how many there are of each reason. */
export function formatProblems(problems: ProblemLog): string {
  const right = 'right' as const;
  const rows = inOrder(problems).map(({ line, reason, message }) => [
    String(line),
    reason,
    withoutControlCharacters(message),
  ]);
  const table = formatTable([{ title: 'LINE', align: right }, { title: 'REASON' }, { title: 'WHAT IS WRONG' }], rows);
  const more = problems.count - problems.first.length;
  return more > 0 ? `${table}\n… and ${more} more.` : table;
}

/** `3 empty, 1 torn`. */
export function formatReasons(problems: ProblemLog): string {
  return Object.entries(problems.countByReason)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');
}

/** Beside a result: what is missing in it. */
export function noticeProblems(problems: ProblemLog): void {
  if (problems.count === 0) return;
  notice(`Left out: ${formatReasons(problems)}.`);
  const wrong = inOrder(problems).filter(({ reason }) => reason !== 'filtered' && reason !== 'duplicate');
  for (const { line, message } of wrong.slice(0, 5)) notice(`  line ${line}: ${message}`);
}
