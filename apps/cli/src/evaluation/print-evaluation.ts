import { styleText } from 'node:util';
import { compareMetrics, type EvaluationReport, type GateResult, type MetricComparison } from '@tuneloop/lora';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { formatTable } from '../terminal/table.ts';

const colors = { better: 'green', worse: 'red' } as const;

/** The figures before and after as a table, what changed among the checks, and the rule's verdict. */
export function formatEvaluation(report: EvaluationReport, gate: GateResult | undefined): string {
  const rows = compareMetrics(report);
  const right = 'right' as const;
  const columns = [
    { title: 'FIGURE' },
    { title: 'BEFORE', align: right },
    { title: 'AFTER', align: right },
    { title: 'CHANGE', align: right },
    { title: '95 %', align: right },
  ];
  const parts = [
    withoutControlCharacters(`Before: ${report.before}\nAfter:  ${report.after}`),
    rows.length > 0 && formatTable(columns, rows.map(cellsOf)),
    changedChecks(report),
    gate && formatGate(gate),
  ];
  return parts.filter((part) => part !== false && part !== undefined && part !== '').join('\n\n');
}

function cellsOf({ label, before, after, afterInterval, change, changeInterval, tone }: MetricComparison): string[] {
  // Of the change where that is known, since it is the surer of both.
  const interval = changeInterval ?? (before === undefined || before === after ? afterInterval : undefined);
  const changed = change === undefined ? '' : `${change > 0 ? '+' : ''}${figure(change)}`;
  return [
    label,
    before === undefined ? '' : figure(before),
    figure(after),
    tone ? styleText(colors[tone], changed, { stream: process.stdout }) : changed,
    interval ? `${figure(interval.low)} … ${figure(interval.high)}` : '',
  ];
}

function changedChecks({ checks, regression }: EvaluationReport): string {
  return [...regression, ...checks]
    .filter(({ before, after }) => before.passed !== after.passed)
    .map(({ id, after }) => {
      const what = after.passed ? 'newly passes' : `newly fails: the answer ${after.reason ?? ''}`;
      return withoutControlCharacters(`Check ${id} ${what}`).replaceAll('\n', ' ');
    })
    .join('\n');
}

function formatGate({ passed, rule, reasons }: GateResult): string {
  const verdict = styleText(passed ? 'green' : 'red', passed ? 'Met' : 'Not met', { stream: process.stdout });
  return [`${verdict}: ${rule}`, ...reasons.map((reason) => `  ${reason}`)].join('\n');
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
