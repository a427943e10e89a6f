import type { Message, ToolDefinition } from '@tuneloop/protocol';

/** What an answer of a row is: the one to learn, or one of a pair or of single judgements. */
export type AnswerRole = 'answer' | 'chosen' | 'rejected' | 'good' | 'bad';

/** A row that was kept from training. */
export interface HeldOutRow {
  line: number;
  prompt: readonly Message[];
  tools?: readonly ToolDefinition[] | undefined;
  /** None, where the rows are prompts alone. */
  answers: readonly { role: AnswerRole; answer: readonly Message[] }[];
}
