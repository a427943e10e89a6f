import { hash } from 'node:crypto';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { normalizedForComparison, textsOfRow, type TextsByColumn } from './comparison-text.ts';
import { DisjointSets } from './disjoint-sets.ts';
import { NearDuplicates, type NearDuplicateOptions } from './near-duplicates.ts';

export interface DuplicateOptions<T> {
  /** What of a row is compared; left out: `textsOfRow`. Rows without any text are like nothing. */
  text?: ((row: T) => string | TextsByColumn) | undefined;
  /** `false` looks for rows alone that are the same but for capitals and white space. */
  near?: NearDuplicateOptions | false | undefined;
  /** Of a group the row with the most is kept, of equal ones the first. Left out: the first. */
  quality?: ((row: T) => number) | undefined;
  signal?: AbortSignal | undefined;
  /** After every thousandth row. */
  onProgress?: ((progress: { rows: number }) => void) | undefined;
}

/** Which rows of a data set say the same. Rows are numbered from 0, in the order in which they came. */
export interface Duplicates {
  rows: number;
  /** Rows that are left out since they are the same as another one. */
  exact: number;
  /** Rows that are left out since they are nearly the same. */
  near: number;
  /** Those of more than one row. */
  groups: number;
  isKept(row: number): boolean;
  /** The row that is kept of its group: itself, where it is the one. */
  keptOf(row: number): number;
}

const progressEvery = 1000;

/**
 * Reads all rows once and groups those that say the same, or nearly: groups are chains, so that the first and the last of
 * one may differ more than the threshold. The same rows and options give the same groups. Memory: about 0.8 kB a row with
 * 128 permutations, however long the rows are.
 *
 * Errors: `INVALID_REQUEST` for options that are not allowed, `ABORTED`, and those of `rows`.
 */
export async function findDuplicates<T>(
  rows: AsyncIterable<T> | Iterable<T>,
  options: DuplicateOptions<T> = {},
): Promise<Duplicates> {
  const { text = textsOfRow, quality, signal, onProgress } = options;
  const groups = new DisjointSets();
  const near = options.near === false ? undefined : new NearDuplicates(groups, checkedOptions(options.near));
  const firstByHash = new Map<string, number>();
  const qualities: number[] = [];
  const isExact: boolean[] = [];
  for await (const row of rows) {
    throwIfAborted(signal);
    const number = groups.add();
    const texts = normalizedTexts(text(row));
    const digest = hash('sha256', JSON.stringify(texts), 'base64').slice(0, 22);
    const first = Object.keys(texts).length > 0 ? firstByHash.get(digest) : undefined;
    isExact.push(first !== undefined);
    if (quality) qualities.push(quality(row));
    if (first === undefined) {
      firstByHash.set(digest, number);
      near?.add(number, texts);
    } else groups.union(number, first);
    if ((number + 1) % progressEvery === 0) onProgress?.({ rows: number + 1 });
  }
  return duplicatesOf(groups, isExact, qualities);
}

/**
 * The rows that are kept, in their order. `rows` must be the same ones again that `findDuplicates` read.
 *
 * Errors: `INVALID_REQUEST` when there are more or fewer, and those of `rows`.
 */
export async function* withoutDuplicates<T>(
  rows: AsyncIterable<T> | Iterable<T>,
  duplicates: Duplicates,
): AsyncGenerator<T> {
  let number = 0;
  for await (const row of rows) {
    if (number < duplicates.rows && duplicates.isKept(number)) yield row;
    number++;
  }
  if (number === duplicates.rows) return;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `There were ${duplicates.rows} rows when they were compared, now there are ${number}. Compare them again.`,
  );
}

function normalizedTexts(texts: string | TextsByColumn): TextsByColumn {
  const entries = Object.entries(typeof texts === 'string' ? { '': texts } : texts);
  const normalized = entries.map(([column, text]): [string, string] => [column, normalizedForComparison(text)]);
  return Object.fromEntries(normalized.filter(([, text]) => text !== '').toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function duplicatesOf(groups: DisjointSets, isExact: readonly boolean[], qualities: readonly number[]): Duplicates {
  const count = isExact.length;
  /** By the first row of each group. */
  const kept = new Int32Array(count).fill(-1);
  const sizes = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const root = groups.find(row);
    const best = kept[root]!;
    if (best === -1 || (qualities[row] ?? 0) > (qualities[best] ?? 0)) kept[root] = row;
    sizes[root]!++;
  }
  const keptOf = (row: number): number => kept[groups.find(row)]!;
  const dropped = sizes.reduce((sum, size) => sum + Math.max(0, size - 1), 0);
  const exact = isExact.filter(Boolean).length;
  return {
    rows: count,
    // A copy may be the one that is kept of its group; then what it is a copy of counts in its place.
    exact,
    near: dropped - exact,
    groups: sizes.filter((size) => size > 1).length,
    isKept: (row) => keptOf(row) === row,
    keptOf,
  };
}

function checkedOptions(options: NearDuplicateOptions = {}): ConstructorParameters<typeof NearDuplicates>[1] {
  const { threshold = 0.8, shingleSize = 3, permutations = 128, seed = 1 } = options;
  if (!(threshold > 0 && threshold <= 1)) refuse('threshold', 'above 0, and at most 1', threshold);
  if (!Number.isInteger(shingleSize) || shingleSize < 1) refuse('shingleSize', 'a whole number from 1', shingleSize);
  if (!Number.isInteger(permutations) || permutations < 16 || permutations > 1024) {
    refuse('permutations', 'a whole number from 16 to 1024', permutations);
  }
  if (!Number.isInteger(seed)) refuse('seed', 'a whole number', seed);
  return { threshold, shingleSize, permutations, seed };
}

function refuse(name: string, allowed: string, value: number): never {
  throw new TuneloopError('INVALID_REQUEST', `${name} must be ${allowed}, not ${value}.`);
}
