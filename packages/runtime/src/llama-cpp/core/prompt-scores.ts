import type { PromptLogprobsEvent } from '@tuneloop/protocol';
import type { LogitIndex, NativeContext, NativeSampler } from './binding.ts';
import { tokenLogprob } from './logprobs.ts';
import type { Vocabulary } from './vocabulary.ts';

export type PromptScore = PromptLogprobsEvent['tokens'][number];

/** Tokens of a prompt that is scored a step: the logits after each of them are kept until the next step. */
export const scoredChunk = 64;

/** The log-probability of each token of a prompt, collected as it is prefilled. */
export class PromptScores {
  readonly tokens: PromptScore[];
  readonly #prompt: readonly number[];
  readonly #top: number;
  readonly #vocabulary: Vocabulary;

  constructor(prompt: readonly number[], top: number, vocabulary: Vocabulary) {
    this.#prompt = prompt;
    this.#top = top;
    this.#vocabulary = vocabulary;
    const [first] = prompt;
    const bytes = vocabulary.piece(first!);
    this.tokens = [{ token: decode(bytes), tokenId: first!, bytes: [...bytes], logprob: null, top: [] }];
  }

  /** @param indexes of the logits after each token of the chunk that was just decoded. */
  async read(context: NativeContext, indexes: readonly LogitIndex[], neutral: NativeSampler): Promise<void> {
    for (const index of indexes) {
      const token = this.#prompt[this.tokens.length];
      // Behind the last token comes the output.
      if (token === undefined) return;
      this.tokens.push(await tokenLogprob(context, index, neutral, this.#vocabulary, token, this.#top));
    }
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
