import type { AnswerSample } from '../evaluation-report.ts';
import { measureEach, type EvaluationRun } from '../evaluation-run.ts';
import type { Figures } from '../figures.ts';
import { answerPrompts } from './answer-prompts.ts';
import { measureSaid } from './measure-said.ts';
import { readHeldOut } from './read-held-out.ts';
import { scoreRow, type RowScore } from './score-row.ts';
import { summarizeJudged } from './summarize-judged.ts';
import { summarizeLoss } from './summarize-loss.ts';
import { summarizePairs } from './summarize-pairs.ts';

export interface HeldOutMeasurement {
  scores: RowScore[];
  samples: AnswerSample[];
  leftOut: Record<string, number>;
  figures: Figures[];
}

/** Likelihoods of the rows' own answers, and what both say to their prompts. */
export async function measureHeldOut(run: EvaluationRun, path: string): Promise<HeldOutMeasurement> {
  const { rows, leftOut } = await readHeldOut(path, { limit: run.limits.rows, seed: run.seed, signal: run.signal });
  const answered = rows.filter(({ answers }) => answers.length > 0);
  const measured = await measureEach(run, { phase: 'held-out', items: answered }, (row) =>
    scoreRow(row, run, run.signal),
  );
  const scores: RowScore[] = [];
  for (const score of measured) {
    if ('leftOut' in score) leftOut[score.leftOut] = (leftOut[score.leftOut] ?? 0) + 1;
    else scores.push(score);
  }
  const figures = [
    summarizeLoss(scores, run.seed),
    summarizePairs(scores, run.seed),
    summarizeJudged(scores, run.seed),
  ];
  const samples = await answerPrompts(run, rows);
  if (scores.some(({ answers }) => answers.some(({ role }) => role !== 'answer')) && !run.reasoning.enabled) {
    // What was thought before, and how calls are written, is not in a sample's text.
    const withTools = new Set(rows.filter(({ tools }) => tools !== undefined).map(({ line }) => line));
    const texts = samples.filter(({ line }) => !withTools.has(line));
    figures.push(await measureSaid(run, texts));
  }
  return { scores, samples, leftOut, figures };
}
