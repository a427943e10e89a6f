import { z } from 'zod';
import { pythonCall, type PythonCall } from '../export/python-call.ts';
import { runPython } from '../peft/run-python.ts';
import type { ParityPrompt } from './parity-prompts.ts';

export interface ReferenceSequence {
  of: 'trained' | 'base';
  tokens: readonly number[];
  /** Index of the first token that is scored, at least 1. */
  from: number;
  /** For each token from there: whose log-probability to tell. */
  ids: readonly (readonly number[])[];
}

/** For each token that was scored. */
export interface ReferenceScores {
  logprobs: readonly (readonly number[])[];
  /** The likeliest token there, and how likely it is. */
  best: readonly number[];
  bestLogprob: readonly number[];
  /** Of the token that is there. */
  logprob: readonly number[];
  /** What would follow the whole sequence is a token that ends a text. */
  ends: boolean;
}

export interface ReferenceOptions extends PythonCall {
  base: string;
  trained: string;
  tuning: 'lora' | 'full';
  precision: 'fp32' | 'bf16' | 'fp16';
  chatTemplate?: string | undefined;
  prompts: readonly ParityPrompt[];
  sequences: readonly ReferenceSequence[];
  onProgress?: ((event: { completed: number; total: number }) => void) | undefined;
}

const numbers = z.array(z.number());
const sequenceSchema = z.object({
  type: z.literal('sequence'),
  index: z.int(),
  logprobs: z.array(numbers),
  best: z.array(z.int()),
  best_logprob: numbers,
  logprob: numbers,
  ends: z.boolean(),
});
const resultSchema = z.object({ type: z.literal('reference'), prompts: z.array(z.array(z.int())) });

/** What PyTorch says of tokens: `sequences` in their order, and the token ids of `prompts`. Errors: those of `runPython`. */
export async function referenceScores(
  options: ReferenceOptions,
): Promise<{ prompts: readonly (readonly number[])[]; sequences: readonly ReferenceScores[] }> {
  const { base, trained, tuning, precision, chatTemplate, prompts, sequences, onProgress } = options;
  const scores: ReferenceScores[] = [];
  let completed = 0;
  const result = await runPython({
    ...pythonCall(options),
    command: 'reference',
    config: { base, trained, tuning, precision, chat_template: chatTemplate ?? null, prompts, sequences },
    result: resultSchema,
    onEvent: (event) => {
      const { data } = sequenceSchema.safeParse(event);
      if (data === undefined) return;
      const { index, best_logprob: bestLogprob, logprobs, best, logprob, ends } = data;
      scores[index] = { logprobs, best, bestLogprob, logprob, ends };
      completed += 1;
      onProgress?.({ completed, total: sequences.length });
    },
  });
  return { prompts: result.prompts, sequences: scores };
}
