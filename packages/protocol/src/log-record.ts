import { z } from 'zod';
import { interactionSchema, type Interaction } from './interaction.ts';
import {
  comparisonChoiceSchema,
  comparisonSchema,
  ratingSchema,
  type Comparison,
  type ComparisonChoice,
  type Rating,
} from './rating.ts';

/** What one tool call did: the audit record. */
export interface ToolCallRecord {
  id: string;
  time: string;
  /** For whom it ran. */
  owner: string;
  tool: string;
  arguments?: unknown;
  decision: 'allow' | 'ask' | 'deny';
  reason: string;
  status: 'success' | 'error';
  error?: string | undefined;
  durationMs: number;
  resultBytes: number;
}

/** What is to be forgotten; its rows go with the next compaction, and readers leave them out at once. */
export interface Deletion {
  id: string;
  time: string;
  /** All interactions of this conversation, with what was said of them … */
  conversation?: string | undefined;
  /** … whose owner this is; … */
  owner?: string | undefined;
  /** … or this one interaction. */
  interaction?: string | undefined;
}

/** One line of the log. `version` is of the schema; readers refuse to guess what a later one means. */
export type LogRecord = { version: 1 } & (
  | { type: 'interaction'; interaction: Interaction }
  | { type: 'rating'; rating: Rating }
  | { type: 'comparison'; comparison: Comparison }
  | { type: 'choice'; choice: ComparisonChoice }
  | { type: 'tool-call'; call: ToolCallRecord }
  | { type: 'deletion'; deletion: Deletion }
);

const version = z.literal(1);

export const logRecordSchema: z.ZodType<LogRecord> = z.discriminatedUnion('type', [
  z.object({ version, type: z.literal('interaction'), interaction: interactionSchema }),
  z.object({ version, type: z.literal('rating'), rating: ratingSchema }),
  z.object({ version, type: z.literal('comparison'), comparison: comparisonSchema }),
  z.object({ version, type: z.literal('choice'), choice: comparisonChoiceSchema }),
  z.object({
    version,
    type: z.literal('tool-call'),
    call: z.looseObject({
      id: z.string(),
      time: z.iso.datetime(),
      owner: z.string(),
      tool: z.string(),
      arguments: z.unknown(),
      decision: z.enum(['allow', 'ask', 'deny']),
      reason: z.string(),
      status: z.enum(['success', 'error']),
      error: z.string().optional(),
      durationMs: z.number(),
      resultBytes: z.number(),
    }),
  }),
  z.object({
    version,
    type: z.literal('deletion'),
    deletion: z.looseObject({
      id: z.string(),
      time: z.iso.datetime(),
      conversation: z.string().optional(),
      owner: z.string().optional(),
      interaction: z.string().optional(),
    }),
  }),
]);
