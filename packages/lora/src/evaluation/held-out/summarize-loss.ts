import type { Figures } from '../figures.ts';
import { bootstrapInterval } from '../statistics/bootstrap.ts';
import type { AnswerScore, RowScore } from './score-row.ts';

/** Those whose likelihood is to rise. */
const wanted: ReadonlySet<string> = new Set(['answer', 'chosen', 'good']);

/** Loss and perplexity of the good answers, every token counting the same; intervals are over rows. */
export function summarizeLoss(scores: readonly RowScore[], seed: number): Figures {
  const rows = scores
    .map(({ answers }) => answers.filter(({ role }) => wanted.has(role)))
    .filter((answers) => answers.length > 0);
  if (rows.length === 0) return { metrics: {}, intervals: {} };
  const [loss, before] = [lossOf(rows, 'after'), lossOf(rows, 'before')];
  const change = bootstrapInterval(rows, (sample) => lossOf(sample, 'after') - lossOf(sample, 'before'), seed);
  const after = bootstrapInterval(rows, (sample) => lossOf(sample, 'after'), seed);
  const old = bootstrapInterval(rows, (sample) => lossOf(sample, 'before'), seed);
  return {
    metrics: {
      loss,
      loss_before: before,
      loss_change: loss - before,
      ...(change && { loss_change_low: change.low, loss_change_high: change.high }),
      perplexity: Math.exp(loss),
      perplexity_before: Math.exp(before),
    },
    intervals: {
      ...(after && { loss: after, perplexity: { low: Math.exp(after.low), high: Math.exp(after.high) } }),
      ...(old && { loss_before: old, perplexity_before: { low: Math.exp(old.low), high: Math.exp(old.high) } }),
      ...(change && { loss_change: change }),
    },
  };
}

/** Nats a token; `rows` are not empty. */
export function lossOf(rows: readonly (readonly AnswerScore[])[], side: 'before' | 'after'): number {
  let logprob = 0;
  let tokens = 0;
  for (const answers of rows) {
    for (const answer of answers) {
      logprob += answer[side];
      tokens += answer.tokens;
    }
  }
  return -logprob / tokens;
}
