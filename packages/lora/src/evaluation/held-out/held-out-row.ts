import type { Dialogue } from '@tuneloop/datasets';
import type { ToolDefinition } from '@tuneloop/protocol';

/** What an answer of a row is: the one to learn, or one of a pair or of single judgements. */
export type AnswerRole = 'answer' | 'chosen' | 'rejected' | 'good' | 'bad';

/** A row that was kept from training. */
export interface HeldOutRow {
  line: number;
  prompt: Dialogue;
  tools?: readonly ToolDefinition[] | undefined;
  /** None, where the rows are prompts alone. */
  answers: readonly { role: AnswerRole; answer: Dialogue }[];
}
