import { z } from 'zod';
import { runPython } from '../peft/run-python.ts';
import { pythonCall, type PythonCall } from './python-call.ts';

export interface LowRankAdapterOptions extends PythonCall {
  /** The model that was trained on, as Hugging Face has it: a folder (with `tuning: full` it must be one), or a hub id. */
  base: string;
  /** PEFT's folder, or with `tuning: full` a model's. */
  trained: string;
  tuning: 'lora' | 'full';
  rank: number;
  /** The folder that is written, as PEFT would. */
  output: string;
  /** In tensors. */
  onProgress?: ((event: { completed: number; total: number }) => void) | undefined;
}

export interface LowRankAdapter {
  folder: string;
  rank: number;
  /** Relative, Frobenius, over all that changed: |wanted - written| / |wanted|. */
  error: number;
  modules: number;
  /** Tensors that changed and cannot be part of a LoRA (norms, biases, embeddings); they count into `error`. */
  lost: readonly string[];
  versions: Readonly<Record<string, string>>;
}

const resultSchema: z.ZodType<LowRankAdapter> = z.object({
  folder: z.string(),
  rank: z.int(),
  error: z.number(),
  modules: z.int(),
  lost: z.array(z.string()),
  versions: z.record(z.string(), z.string()),
});

const progressSchema = z.object({ type: z.literal('phase'), completed: z.int(), total: z.int() });

/**
 * The nearest plain LoRA of a given rank to what a training changed (the largest singular values of the difference):
 * for DoRA, whose magnitudes llama.cpp does not know (four bytes of memory a parameter), and for full tuning (a tensor at a
 * time).
 *
 * Errors: those of `runPython`; `OUTPUT_INVALID` when nothing changed.
 */
export function lowRankAdapter(options: LowRankAdapterOptions): Promise<LowRankAdapter> {
  const { base, trained, tuning, rank, output, onProgress } = options;
  return runPython({
    ...pythonCall(options),
    command: 'svd',
    config: { base, trained, tuning, rank, output },
    result: resultSchema,
    onEvent: (event) => {
      const { data } = progressSchema.safeParse(event);
      if (data !== undefined) onProgress?.({ completed: data.completed, total: data.total });
    },
  });
}
