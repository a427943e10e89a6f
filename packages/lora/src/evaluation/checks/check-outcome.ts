import type { Check } from './check.ts';
import type { CheckVerdict } from './judge-answer.ts';

export interface CheckAnswer extends CheckVerdict {
  answer: string;
}

/** A check, answered by both. */
export interface CheckOutcome extends Pick<Check, 'id' | 'prompt' | 'expect'> {
  before: CheckAnswer;
  after: CheckAnswer;
}
