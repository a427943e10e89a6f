import { TuneloopError } from '@tuneloop/protocol';
import type { Llama, LlamaModel } from 'node-llama-cpp';
import type { Drafter } from './drafter.ts';
import { DraftModel } from './draft-model.ts';
import { createPromptLookup } from './prompt-lookup.ts';

/** Guessing ahead (speculative decoding): same output, fewer steps where the guesses are right. */
export type SpeculativeOptions =
  /** What followed the last tokens before follows them again: for output that quotes its prompt. */
  | {
      type: 'prompt-lookup';
      /** Tokens to guess a step at most; by default 8. */
      maxTokens?: number | undefined;
      /** Tokens that must have stood before; by default 2 to 4. */
      minNgram?: number | undefined;
      maxNgram?: number | undefined;
    }
  /** A smaller model with the same vocabulary guesses. */
  | {
      type: 'draft';
      /** Of its GGUF file, absolute. */
      path: string;
      /** Tokens to guess a step at most; by default 4. */
      maxTokens?: number | undefined;
    };

export interface SpeculationContext {
  slots: number;
  contextSize: number;
  threads: number;
  gpuLayers?: number | undefined;
  /** Whether wrong guesses can be taken back. */
  rewindable: boolean;
}

/** Errors: `UNSUPPORTED` (a model whose state cannot be taken back), `MODEL_LOAD_FAILED` (the draft model). */
export async function createSpeculation(
  llama: Llama,
  model: LlamaModel,
  options: SpeculativeOptions | undefined,
  context: SpeculationContext,
): Promise<{ drafter: Drafter; maxTokens: number } | undefined> {
  if (options === undefined) return undefined;
  if (!context.rewindable) {
    throw new TuneloopError(
      'UNSUPPORTED',
      'This model keeps a state that cannot be taken back, so that guessing ahead is impossible. Leave `speculative` out.',
    );
  }
  if (options.type === 'prompt-lookup') {
    const { minNgram = 2, maxNgram = Math.max(minNgram, 4), maxTokens = 8 } = options;
    return { drafter: createPromptLookup({ minNgram, maxNgram }), maxTokens };
  }
  const { slots: sequences, contextSize, threads, gpuLayers } = context;
  const drafter = await DraftModel.load(llama, model, {
    path: options.path,
    sequences,
    contextSize,
    threads,
    gpuLayers,
  });
  return { drafter, maxTokens: options.maxTokens ?? 4 };
}
