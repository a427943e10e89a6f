/** Seeded draws, so that the corpus is the same in every run (mulberry32). */
export class RandomValues {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 to below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  characters(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet[this.below(alphabet.length)]!).join('');
  }

  /** Every `X` becomes a digit, every `N` one that is not 0. */
  mask(mask: string): string {
    return mask.replaceAll(/[XN]/g, (place) => String(place === 'N' ? 1 + this.below(9) : this.below(10)));
  }
}

export const digits = '0123456789';
export const lower = 'abcdefghijklmnopqrstuvwxyz';
export const upper: string = lower.toUpperCase();
export const alphanumeric: string = upper + lower + digits;
export const hexadecimal = '0123456789abcdef';
