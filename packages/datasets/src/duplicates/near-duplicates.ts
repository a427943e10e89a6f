import { BandIndex, chooseBanding } from './bands.ts';
import type { TextsByColumn } from './comparison-text.ts';
import type { DisjointSets } from './disjoint-sets.ts';
import { Signatures } from './min-hash.ts';
import { shingleHashes } from './shingles.ts';

export interface NearDuplicateOptions {
  /** How much of their shingles two texts must have in common (Jaccard), above 0 to 1. Default 0.8. */
  threshold?: number | undefined;
  /** Words in a shingle; default 3. More make the comparison stricter about the order of words. */
  shingleSize?: number | undefined;
  /** Length of the signatures, 16 to 1024; default 128. More estimate better, and take more time and memory (4 bytes each a row). */
  permutations?: number | undefined;
  /** Another one draws other permutations; default 1. */
  seed?: number | undefined;
}

/** Finds texts that are nearly the same, as they come, by locality-sensitive hashing of their MinHash signatures. */
export class NearDuplicates {
  readonly #threshold: number;
  readonly #shingleSize: number;
  readonly #signatures: Signatures;
  readonly #bands: BandIndex[];
  readonly #groups: DisjointSets;
  /** The row (in the groups' numbering) that each signature is of. */
  readonly #rows: number[] = [];

  constructor(groups: DisjointSets, options: Required<{ [K in keyof NearDuplicateOptions]: number }>) {
    this.#threshold = options.threshold;
    this.#shingleSize = options.shingleSize;
    this.#signatures = new Signatures(options.permutations, options.seed);
    const { bands, rows } = chooseBanding(options.threshold, options.permutations);
    this.#bands = Array.from({ length: bands }, (_, band) => new BandIndex(band, rows));
    this.#groups = groups;
  }

  /** Joins the row's group with those of all rows that are like it. Texts without a word are like nothing. */
  add(row: number, texts: TextsByColumn): void {
    const hashes = Object.entries(texts).map(([column, text]) => shingleHashes(text, this.#shingleSize, column));
    if (hashes.every(({ length }) => length === 0)) return;
    const mine = this.#signatures.add(hashes);
    this.#rows.push(row);
    const signature = this.#signatures.of(mine);
    const visit = (other: number): boolean => {
      const otherRow = this.#rows[other]!;
      if (this.#groups.find(otherRow) !== this.#groups.find(row)) {
        if (this.#signatures.similarity(mine, other) < this.#threshold) return true;
        this.#groups.union(row, otherRow);
      }
      // One of a group stands for it in a bucket, so that a thousand copies are no thousand comparisons.
      return false;
    };
    for (const band of this.#bands) band.add(mine, signature, visit);
  }
}
