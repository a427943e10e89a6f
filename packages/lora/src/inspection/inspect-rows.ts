import type { CallOptions } from '@tuneloop/protocol';
import { z } from 'zod';
import type { TrainingMethod } from '../config/training-config.ts';
import { runPython } from '../peft/run-python.ts';
import { toHistogram, type LengthHistogram } from './length-histogram.ts';

export interface InspectRowsOptions extends CallOptions {
  /** The interpreter of the training environment. */
  python: string;
  /** A Hugging Face folder with the tokenizer. */
  baseFolder: string;
  /** In place of the base's own. */
  chatTemplate?: string | undefined;
  method: TrainingMethod;
  /** As `prepareData` writes them. */
  rowsFile: string;
  maxLength: number;
  /** Rows to show. Default 3. */
  count?: number | undefined;
  onProgress?: ((progress: { rows: number }) => void) | undefined;
}

/** One conversation of a row, as the model reads it. */
export interface InspectedSequence {
  /** `completion`; of a pair `chosen` and `rejected`; `prompt` where the answer is yet to be generated. */
  column: 'prompt' | 'completion' | 'chosen' | 'rejected';
  tokens: readonly number[];
  /** What each token writes; of several tokens that hold one character the last has it. */
  pieces: readonly string[];
  /** Learned from here on: the place of the first token of the answer. */
  answer: number;
  /** As many tokens are trained on; `maxLength` cuts the others off. */
  used: number;
}

export interface Inspection {
  /** The first ones. */
  rows: readonly { row: number; sequences: readonly InspectedSequence[] }[];
  /** Of the longest sequence of every row, uncut, in tokens. */
  lengths: LengthHistogram;
}

const count = z.int().min(0);

const rowSchema: z.ZodType<Inspection['rows'][number]> = z.object({
  row: z.int().positive(),
  sequences: z.array(
    z.object({
      column: z.enum(['prompt', 'completion', 'chosen', 'rejected']),
      tokens: z.array(count),
      pieces: z.array(z.string()),
      answer: count,
      used: count,
    }),
  ),
});

const resultSchema = z.object({
  type: z.literal('inspection'),
  lengths: z.array(z.tuple([count, z.int().positive()])),
});

/**
 * The first rows as the trainer sees them, and how long all of them are. Takes a few seconds and no torch; reads the whole
 * file.
 *
 * Errors: `INVALID_REQUEST` (no chat template, or one that refuses a row: `details.line`), those of `runPython`.
 */
export async function inspectRows(options: InspectRowsOptions): Promise<Inspection> {
  const { python, baseFolder, chatTemplate, method, rowsFile, maxLength, onProgress, signal } = options;
  const rows: Inspection['rows'][number][] = [];
  const { lengths } = await runPython({
    python,
    command: 'inspect',
    config: {
      base: baseFolder,
      chat_template: chatTemplate,
      method,
      rows_file: rowsFile,
      count: options.count ?? 3,
      max_length: maxLength,
    },
    result: resultSchema,
    signal,
    onEvent: (event) => {
      if (event.type === 'row') rows.push(rowSchema.parse(event));
      if (event.type === 'phase' && typeof event['completed'] === 'number') onProgress?.({ rows: event['completed'] });
    },
  });
  return { rows, lengths: toHistogram(lengths, maxLength) };
}
