import type { Message } from '@tuneloop/protocol';
import type { Expectation } from './expectation.ts';

/** A question whose answer can be judged by a rule. */
export interface Check {
  /** `id` of its row, or its line. */
  id: string;
  prompt: readonly Message[];
  expect: Expectation;
  /** Tokens of the answer at most; left out: as of the whole evaluation. */
  maxTokens?: number | undefined;
}
