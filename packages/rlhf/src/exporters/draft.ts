import type { ComparisonOutcome, Verdict } from '../judgement/verdict.ts';
import type { Judgement } from '../judgement/judge.ts';
import type { Candidate } from './candidate.ts';
import type { TrainingMessage } from './training-message.ts';

/** One of several answers to the same prompt, as plain data. */
export interface Draft {
  id: string;
  time: string;
  answer: TrainingMessage;
  rated: Verdict;
  verdict: Judgement['verdict'];
  /** What came of its comparisons, by their ids. */
  outcomes: [comparison: string, ComparisonOutcome][];
  corrections: string[];
}

export function draftOf({ id, time, answer, judgement }: Candidate & { answer: TrainingMessage }): Draft {
  const { rated, verdict, outcomes, corrections } = judgement;
  return { id, time, answer, rated, verdict, outcomes: [...outcomes], corrections };
}
