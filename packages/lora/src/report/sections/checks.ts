import type { CheckAnswer, CheckOutcome } from '../../evaluation/checks/check-outcome.ts';
import type { EvaluationReport } from '../../evaluation/evaluation-report.ts';
import type { ReportBlock } from '../report-block.ts';
import { saidText } from './said-text.ts';

/** Checks that changed, those that newly fail first. */
export function checkBlocks({ checks, regression }: EvaluationReport): ReportBlock[] {
  if (checks.length + regression.length === 0) return [];
  const changed = [...regression, ...checks].filter(({ before, after }) => before.passed !== after.passed);
  const ordered = changed.toSorted((a, b) => Number(a.after.passed) - Number(b.after.passed));
  const heading: ReportBlock = { type: 'heading', text: 'Checks that changed' };
  if (ordered.length === 0) return [heading, { type: 'text', text: 'None: each passes or fails as before.' }];
  return [heading, ...ordered.map((outcome) => checkBlock(outcome, regression.includes(outcome)))];
}

function checkBlock({ id, prompt, expect, before, after }: CheckOutcome, isRegression: boolean): ReportBlock {
  const part = (
    label: string,
    { answer, passed, reason }: CheckAnswer,
  ): (ReportBlock & { type: 'sample' })['said'][number] => ({
    label,
    text: answer,
    tone: passed ? 'better' : 'worse',
    note: passed ? 'passed' : `failed: ${reason ?? ''}`,
  });
  return {
    type: 'sample',
    title: `${isRegression ? 'Regression check' : 'Check'} ${id}: ${after.passed ? 'newly passed' : 'newly failed'}`,
    asked: saidText(prompt),
    said: [part('Before', before), part('After', after)],
    notes: [`Expected: ${JSON.stringify(expect)}`],
  };
}
