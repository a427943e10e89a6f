import type { SamplingSettings } from '@tuneloop/protocol';
import { defaultSequenceBreakers } from './default-sampling.ts';

/** Beyond it a penalty is as good as a ban, and still a number. */
const largestPenalty = 1e30;
/** Tokens beyond the allowed length: more would change nothing, and take long to compare. */
const longestCompared = 150;

/**
 * DRY ("don't repeat yourself"): what would go on with a sequence that was there before, ending as the text ends now, is
 * penalised, the more the longer it has been the same. Source: https://github.com/oobabooga/text-generation-webui/pull/5677
 */
export class DryPenalty {
  readonly #settings: NonNullable<SamplingSettings['dry']>;
  readonly #textOf: (token: number) => Uint8Array;
  readonly #tokens: number[];
  readonly #breakers = new Map<number, boolean>();

  /** @param textOf UTF-8 of a token. */
  constructor(
    settings: NonNullable<SamplingSettings['dry']>,
    prompt: readonly number[],
    textOf: (token: number) => Uint8Array,
  ) {
    this.#settings = settings;
    this.#textOf = textOf;
    this.#tokens = [...prompt];
  }

  accept(token: number): void {
    this.#tokens.push(token);
  }

  /** In place. */
  adjust(logits: Float32Array): void {
    const { multiplier, base = 1.75, allowedLength = 2, lastN = -1 } = this.#settings;
    const from = lastN === -1 ? 0 : Math.max(0, this.#tokens.length - lastN);
    const longest = Math.min(this.#sinceBreaker(from), allowedLength + longestCompared);
    if (longest < allowedLength) return;
    for (const [token, length] of this.#repeated(from, longest)) {
      if (length < allowedLength || this.#isBreaker(token)) continue;
      logits[token]! -= Math.min(largestPenalty, multiplier * base ** (length - allowedLength));
    }
  }

  /** How many tokens there are at the end without one that ends a sequence. */
  #sinceBreaker(from: number): number {
    let length = 0;
    for (let at = this.#tokens.length - 1; at >= from && !this.#isBreaker(this.#tokens[at]!); at -= 1) length += 1;
    return length;
  }

  /** By the token that would repeat: the length of what is the same before it, at most `longest`. */
  #repeated(from: number, longest: number): Map<number, number> {
    const tokens = this.#tokens;
    const end = tokens.length - 1;
    const lengths = new Map<number, number>();
    for (let last = from; last < end; last += 1) {
      let length = 0;
      while (length < longest && last - length >= from && tokens[last - length] === tokens[end - length]) length += 1;
      const next = tokens[last + 1]!;
      if (length > (lengths.get(next) ?? 0)) lengths.set(next, length);
    }
    return lengths;
  }

  #isBreaker(token: number): boolean {
    let known = this.#breakers.get(token);
    if (known === undefined) {
      const text = new TextDecoder().decode(this.#textOf(token));
      known = (this.#settings.sequenceBreakers ?? defaultSequenceBreakers).some((breaker) => text.includes(breaker));
      this.#breakers.set(token, known);
    }
    return known;
  }
}
