import type { EvaluationReport } from '../../evaluation/evaluation-report.ts';
import type { Interval } from '../../evaluation/statistics/interval.ts';
import { compareMetrics } from '../compare-metrics.ts';
import { formatChange, formatCount, formatFigure } from '../format-value.ts';
import type { ReportBlock, ReportCell } from '../report-block.ts';

/** Figures before and after, with their intervals of 95 %. */
export function evaluationBlocks(evaluation: EvaluationReport): ReportBlock[] {
  const rows = compareMetrics(evaluation).map((row): ReportCell[] => [
    { text: row.label },
    { text: withInterval(row.before, row.beforeInterval, formatFigure) },
    { text: withInterval(row.after, row.afterInterval, formatFigure) },
    { text: withInterval(row.change, row.changeInterval, formatChange), tone: row.tone },
  ]);
  const table: ReportBlock[] =
    rows.length === 0 ? [] : [{ type: 'table', columns: ['', 'Before', 'After', 'Change'], rows, numeric: true }];
  return [
    { type: 'heading', text: 'Before and after' },
    { type: 'text', text: `Before: ${evaluation.before}. After: ${evaluation.after}. In brackets: 95 % intervals.` },
    ...table,
    { type: 'text', text: basis(evaluation) },
  ];
}

function withInterval(
  value: number | undefined,
  interval: Interval | undefined,
  format: (value: number) => string,
): string {
  if (value === undefined) return '';
  return interval ? `${format(value)} [${format(interval.low)}, ${format(interval.high)}]` : format(value);
}

/** What the figures rest on. */
function basis({ counts, leftOut, comparedBy, judge }: EvaluationReport): string {
  const left = Object.entries(leftOut).map(([reason, count]) => `${count} ${reason}`);
  const parts = [
    counts.held_out
      ? `${formatCount(counts.held_out)} held-out rows (${formatCount(counts.held_out_tokens ?? 0)} tokens of answers)`
      : '',
    left.length > 0 ? `rows left out: ${left.join(', ')}` : '',
    counts.checks ? `${formatCount(counts.checks)} checks` : '',
    counts.regression ? `${formatCount(counts.regression)} regression checks` : '',
    counts.comparisons
      ? `${formatCount(counts.comparisons)} comparisons by ${comparedBy === 'people' ? 'people' : `the judge ${judge?.name ?? ''}`}`
      : '',
    judge?.firstPreferred === undefined
      ? ''
      : `the judge chose the answer it saw first ${Math.round(judge.firstPreferred * 100)} % of the time (each pair is shown in both orders)`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'Nothing was measured.' : `Measured on ${parts.join('; ')}.`;
}
