/** Which of two answers to one prompt is better: the old one, the new one, or neither. */
export type Outcome = 'before' | 'after' | 'tie';

/** A choice that a person made between an answer of each. */
export interface HumanComparison {
  choice: Outcome | 'both_bad';
}

/** What a judge model said when it saw both answers in one order. */
export interface JudgeVerdict {
  /** Which answer it saw first. */
  first: 'before' | 'after';
  preferred: 'first' | 'second' | 'tie';
  /** Its own words. */
  reason: string;
}

export interface JudgedComparison {
  outcome: Outcome;
  /** In both orders; none where the answers are the same. */
  verdicts: JudgeVerdict[];
}
