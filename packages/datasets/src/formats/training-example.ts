import type { Message, ToolDefinition } from '@tuneloop/protocol';
import type { Row } from '../rows/row.ts';

/** Text as it stands, or messages that a chat template is to write. */
export type Dialogue = string | Message[];

interface Extras {
  /** What the model is told it may call. */
  tools?: ToolDefinition[] | undefined;
  /** Columns that the format gives no meaning to, such as ids and what a reward function wants to know. */
  columns?: Row | undefined;
}

/** What a row says, whatever format it is written in. */
export type TrainingExample = Extras &
  /** `unlearned`: places of answers that stand there and are not to be learnt (OpenAI's `"weight": 0`). */
  (
    | { kind: 'conversation'; messages: Message[]; unlearned?: number[] | undefined }
    /** Only the completion is learnt. */
    | { kind: 'demonstration'; prompt: Dialogue; completion: Dialogue }
    | { kind: 'preference'; prompt: Dialogue; chosen: Dialogue; rejected: Dialogue }
    /** `label`: whether the completion is a good one. */
    | { kind: 'judged'; prompt: Dialogue; completion: Dialogue; label: boolean }
    | { kind: 'scored'; prompt: Dialogue; completion: Dialogue; score: number }
    | { kind: 'prompt'; prompt: Dialogue }
    /** One label for each step of the answer. */
    | { kind: 'stepwise'; prompt: Dialogue; steps: string[]; labels: boolean[] }
    | { kind: 'text'; text: string }
  );

export type ExampleKind = TrainingExample['kind'];
