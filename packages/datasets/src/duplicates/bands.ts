import { mixed } from './shingles.ts';

/** How a signature is cut: sets are compared when all places of at least one band are equal. */
export interface Banding {
  bands: number;
  /** Places of a signature in one band. */
  rows: number;
}

/** At the threshold itself, the least share of pairs that must meet in some band. */
const leastRecall = 0.98;

/**
 * The widest bands (fewest needless comparisons) that find pairs at the threshold: they meet with the probability
 * 1 − (1 − sʳ)ᵇ (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3.4).
 */
export function chooseBanding(threshold: number, permutations: number): Banding {
  for (let rows = permutations; rows > 1; rows--) {
    const bands = Math.floor(permutations / rows);
    if (1 - (1 - threshold ** rows) ** bands >= leastRecall) return { bands, rows };
  }
  return { bands: permutations, rows: 1 };
}

/** A row with many like it in a bucket is compared with so many of them at most. */
const mostCandidates = 64;
const none = -1;

/** Rows by the hash of one band of their signature. */
export class BandIndex {
  readonly #from: number;
  readonly #to: number;
  readonly #heads = new Map<number, number>();
  /** By entry: the row, and the entry before it in the same bucket. */
  readonly #rows: number[] = [];
  readonly #previous: number[] = [];

  constructor(band: number, rows: number) {
    this.#from = band * rows;
    this.#to = this.#from + rows;
  }

  /** Shows `visit` the rows of the same bucket, the newest first, and puts the row in unless `visit` ever says `false`. */
  add(row: number, signature: Int32Array, visit: (other: number) => boolean): void {
    const key = this.#keyOf(signature);
    const head = this.#heads.get(key) ?? none;
    let isNew = true;
    let seen = 0;
    for (let entry = head; entry !== none && seen < mostCandidates; entry = this.#previous[entry]!) {
      if (!visit(this.#rows[entry]!)) isNew = false;
      seen++;
    }
    if (!isNew) return;
    this.#heads.set(key, this.#rows.length);
    this.#rows.push(row);
    this.#previous.push(head);
  }

  #keyOf(signature: Int32Array): number {
    let hash = 0;
    for (let place = this.#from; place < this.#to; place++) hash = mixed((Math.imul(hash, 31) + signature[place]!) | 0);
    return hash;
  }
}
