import type { Drafter } from './drafter.ts';

export interface PromptLookupOptions {
  /** Tokens that must have stood in the text before, at least and at most; longer matches go first. */
  minNgram: number;
  maxNgram: number;
}

/**
 * Guesses that what followed the last few tokens before follows them again: output that quotes its prompt, such as
 * edited code.
 *
 * Source: https://github.com/apoorvumang/prompt-lookup-decoding
 */
export function createPromptLookup(options: PromptLookupOptions): Drafter {
  return {
    draft: (requests) => Promise.resolve(requests.map(({ tokens, count }) => lookUp(tokens, count, options))),
    release: () => undefined,
    close: () => Promise.resolve(),
  };
}

/** What followed the latest earlier place of the longest n-gram that `tokens` end with. */
export function lookUp(tokens: readonly number[], count: number, options: PromptLookupOptions): number[] {
  for (let size = Math.min(options.maxNgram, tokens.length - 1); size >= options.minNgram; size--) {
    const ngram = tokens.length - size;
    for (let at = ngram - 1; at >= 0; at--) {
      if (matches(tokens, at, ngram, size)) return tokens.slice(at + size, at + size + count);
    }
  }
  return [];
}

function matches(tokens: readonly number[], at: number, ngram: number, size: number): boolean {
  for (let i = 0; i < size; i++) if (tokens[at + i] !== tokens[ngram + i]) return false;
  return true;
}
