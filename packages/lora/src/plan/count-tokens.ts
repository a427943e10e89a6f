import type { CallOptions } from '@tuneloop/protocol';
import { z } from 'zod';
import type { TrainingMethod } from '../config/training-config.ts';
import { runPython } from '../peft/run-python.ts';

/** Of one file of rows. */
export interface TokenCounts {
  rows: number;
  /** Of a pair two. */
  sequences: number;
  /** In one pass over all rows, without what is cut off. */
  tokens: number;
  /** Those of the answers. */
  trainedTokens: number;
  /** Of the longest sequence: as it is, and with what is cut off. */
  longest: number;
  longestUsed: number;
  /** Rows that `maxLength` cuts, and those of which nothing is left to learn from. */
  cutRows: number;
  lostRows: number;
  /** Rows whose prompt the template writes otherwise once an answer follows. */
  mismatchedRows: number;
}

export interface CountTokensOptions extends CallOptions {
  python: string;
  baseFolder: string;
  chatTemplate?: string | undefined;
  method: TrainingMethod;
  train: string;
  validation?: string | undefined;
  maxLength: number;
  /** Of both files, for `onProgress`. */
  rows?: number | undefined;
  onProgress?: ((progress: { completed: number; total?: number | undefined }) => void) | undefined;
}

const count = z.int().min(0);

const countsSchema = z
  .object({
    rows: count,
    sequences: count,
    tokens: count,
    trained_tokens: count,
    longest: count,
    longest_used: count,
    cut_rows: count,
    lost_rows: count,
    mismatched_rows: count,
  })
  .transform((counts): TokenCounts => ({
    rows: counts.rows,
    sequences: counts.sequences,
    tokens: counts.tokens,
    trainedTokens: counts.trained_tokens,
    longest: counts.longest,
    longestUsed: counts.longest_used,
    cutRows: counts.cut_rows,
    lostRows: counts.lost_rows,
    mismatchedRows: counts.mismatched_rows,
  }));

const resultSchema = z.object({
  type: z.literal('tokens'),
  train: countsSchema,
  validation: countsSchema.optional(),
});

/**
 * Counts with the base's tokenizer and template, without torch: about three seconds, and one for each fifteen hundred short rows.
 *
 * Errors: `INVALID_REQUEST` (no chat template, or one that refuses a row: `details.line`), those of `runPython`.
 */
export async function countTokens(
  options: CountTokensOptions,
): Promise<{ train: TokenCounts; validation?: TokenCounts | undefined }> {
  const { python, baseFolder, chatTemplate, method, train, validation, maxLength, rows, signal, onProgress } = options;
  return runPython({
    python,
    command: 'plan',
    config: { base: baseFolder, chat_template: chatTemplate, method, train, validation, rows, max_length: maxLength },
    result: resultSchema,
    signal,
    onEvent: ({ type, completed, total }) => {
      if (type !== 'phase' || typeof completed !== 'number') return;
      onProgress?.({ completed, ...(typeof total === 'number' && { total }) });
    },
  });
}
