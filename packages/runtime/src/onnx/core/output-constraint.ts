import { GrammarMatcher, parseGbnf, TokenTrie, type GrammarState } from '../../grammar/matcher/index.ts';
import type { TokenTexts } from './vocabulary.ts';

/** Holds one output to a grammar. */
export class OutputConstraint {
  readonly #matcher: GrammarMatcher;
  readonly #vocabulary: TokenTexts;
  readonly #trie: () => TokenTrie;
  #state: GrammarState;

  /** Errors: `INVALID_REQUEST` when the grammar cannot be parsed. */
  constructor(grammar: string, vocabulary: TokenTexts, trie: () => TokenTrie) {
    this.#matcher = new GrammarMatcher(parseGbnf(grammar));
    this.#vocabulary = vocabulary;
    this.#trie = trie;
    this.#state = this.#matcher.start;
  }

  allows(token: number): boolean {
    if (this.#vocabulary.isEnd(token)) return this.#state.mayEnd;
    const bytes = this.#vocabulary.bytes(token);
    return bytes.length > 0 && this.#matcher.advanceAll(this.#state, bytes) !== null;
  }

  /** The logits with -Infinity for whatever cannot follow. */
  masked(logits: Float32Array): Float32Array {
    const masked = new Float32Array(logits.length).fill(-Infinity);
    for (const token of this.#trie().allowed(this.#matcher, this.#state)) {
      if (!this.#vocabulary.isEnd(token)) masked[token] = logits[token]!;
    }
    if (this.#state.mayEnd) {
      for (let token = 0; token < logits.length; token += 1) {
        if (this.#vocabulary.isEnd(token)) masked[token] = logits[token]!;
      }
    }
    return masked;
  }

  /** Takes in a token that was allowed. */
  accept(token: number): void {
    if (this.#vocabulary.isEnd(token)) return;
    this.#state = this.#matcher.advanceAll(this.#state, this.#vocabulary.bytes(token))!;
  }
}
