import type { ExportReport, ImportReport } from '@tuneloop/rlhf';
import { formatTable } from '../terminal/table.ts';

/** What was written and what was not, for people. */
export function describeExport({
  rows,
  interactions,
  used,
  leftOut,
  files,
}: Pick<ExportReport, 'rows' | 'interactions' | 'used' | 'leftOut' | 'files'>): string {
  const where = files.length > 1 ? ` (${files.map((file) => `${file.split}: ${file.rows}`).join(', ')})` : '';
  const head = `${rows} ${rows === 1 ? 'row' : 'rows'}${where} of ${used} of ${interactions} interactions.`;
  const reasons = Object.entries(leftOut).toSorted(([, a], [, b]) => b - a);
  if (reasons.length === 0) return head;
  const table = formatTable(
    [{ title: 'left out' }, { title: '', align: 'right' }],
    reasons.map(([reason, count]) => [reason, String(count)]),
  );
  return `${head}\n${table}`;
}

export function describeImport({ format, rows, added, known, problems }: ImportReport): string {
  const kinds = Object.entries(added).map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`);
  const lines = [
    `${rows} ${rows === 1 ? 'row' : 'rows'} (${format}): ${kinds.length > 0 ? kinds.join(', ') : 'nothing new'}${known > 0 ? `; ${known} known already` : ''}.`,
  ];
  if (problems.count > 0) {
    lines.push(`${problems.count} left out:`);
    for (const { line, reason, message } of problems.first.slice(0, 10))
      lines.push(`  line ${line}: ${message} (${reason})`);
    if (problems.count > 10) lines.push('  …');
  }
  return lines.join('\n');
}
