import { mixed } from './shingles.ts';

const rowsInBlock = 4096;

/**
 * MinHash signatures of sets of hashes (A. Broder, "On the resemblance and containment of documents", 1997): of each
 * permutation the least value, so that the share of equal places estimates how much two sets have in common (Jaccard),
 * with a standard error of √(J·(1−J)/permutations). The permutations are x ↦ a·x + b modulo 2³², drawn from the seed.
 */
export class Signatures {
  readonly permutations: number;
  readonly #factors: Int32Array;
  readonly #summands: Int32Array;
  readonly #blocks: Int32Array[] = [];
  #count = 0;

  constructor(permutations: number, seed: number) {
    this.permutations = permutations;
    let state = mixed(seed ^ 0x9e3779b9);
    const draw = (): number => (state = mixed((state + 0x6d2b79f5) | 0));
    this.#factors = Int32Array.from({ length: permutations }, () => draw() | 1);
    this.#summands = Int32Array.from({ length: permutations }, draw);
  }

  get count(): number {
    return this.#count;
  }

  /** Adds the signature of a set, given in parts, and returns its number (from 0). */
  add(parts: readonly Int32Array[]): number {
    const row = this.#count++;
    if (row % rowsInBlock === 0) this.#blocks.push(new Int32Array(rowsInBlock * this.permutations));
    const signature = this.of(row).fill(0x7fffffff);
    for (const hashes of parts) this.#lower(signature, hashes);
    return row;
  }

  #lower(signature: Int32Array, hashes: Int32Array): void {
    const [factors, summands, length] = [this.#factors, this.#summands, this.permutations];
    for (const hash of hashes) {
      for (let place = 0; place < length; place++) {
        const value = (Math.imul(factors[place]!, hash) + summands[place]!) | 0;
        if (value < signature[place]!) signature[place] = value;
      }
    }
  }

  of(row: number): Int32Array {
    const start = (row % rowsInBlock) * this.permutations;
    return this.#blocks[Math.floor(row / rowsInBlock)]!.subarray(start, start + this.permutations);
  }

  /** How much the two sets have in common, from 0 to 1. */
  similarity(one: number, other: number): number {
    const [a, b] = [this.of(one), this.of(other)];
    let equal = 0;
    for (let place = 0; place < a.length; place++) if (a[place] === b[place]) equal++;
    return equal / a.length;
  }
}
