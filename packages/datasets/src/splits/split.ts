import { hash } from 'node:crypto';
import { textOf, TuneloopError } from '@tuneloop/protocol';
import type { Dialogue, TrainingExample } from '../formats/training-example.ts';
import type { Row } from '../rows/row.ts';

export type SplitName = 'train' | 'validation' | 'test';

/** Shares from 0 to 1; what is left is `train`. */
export interface SplitOptions {
  validation?: number | undefined;
  test?: number | undefined;
  /** Another seed, another split. Default empty. */
  seed?: string | undefined;
}

/** The splits that there are under these options, whatever rows come. Errors: `INVALID_REQUEST`. */
export function splitNames(options: SplitOptions): SplitName[] {
  const { validation, test } = checked(options);
  return ['train', ...(validation > 0 ? ['validation' as const] : []), ...(test > 0 ? ['test' as const] : [])];
}

/**
 * Where the rows of a group go. Its hash with the seed decides and nothing else, so that a group is never torn apart, and
 * stays where it is when others come.
 *
 * Errors: `INVALID_REQUEST`.
 */
export function splitOf(group: string, options: SplitOptions): SplitName {
  const { validation, test, seed } = checked(options);
  const place = splitPlace(group, seed);
  if (place < validation) return 'validation';
  return place < validation + test ? 'test' : 'train';
}

/** Where a group stands between 0 and 1: shares are cut off from the lower end. A multiple of 2^-48. */
export function splitPlace(group: string, seed: string): number {
  return Number.parseInt(hash('sha256', `${seed}\n${group}`, 'hex').slice(0, 12), 16) / 2 ** 48;
}

/**
 * What a row's group is: the value of a column (`by`, or else `conversation` or `conversation_id` where there is one), or
 * how its conversation begins: system prompt and first question, so that answers to the same question stay together.
 *
 * Errors: `INVALID_REQUEST` (the row has no column `by`).
 */
export function groupOf(example: TrainingExample, row: Row, by?: string): string {
  const column = by ?? ['conversation', 'conversation_id'].find((name) => isKey(row[name]));
  if (column !== undefined) {
    const value = row[column];
    if (value === undefined || value === null) {
      throw new TuneloopError('INVALID_REQUEST', `A row has no column "${column}" to split by.`);
    }
    return typeof value === 'string' ? value : JSON.stringify(value);
  }
  return JSON.stringify(beginningOf(example));
}

function beginningOf(example: TrainingExample): unknown {
  if (example.kind === 'text') return example.text;
  const dialogue: Dialogue = example.kind === 'conversation' ? example.messages : example.prompt;
  if (typeof dialogue === 'string') return dialogue;
  const question = dialogue.find(({ role }) => role === 'user');
  const system = dialogue.filter(({ role }) => role === 'system' || role === 'developer');
  return [...system, ...(question ? [question] : [])].map(({ content }) => textOf(content));
}

function isKey(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

interface CheckedOptions {
  validation: number;
  test: number;
  seed: string;
}

function checked({ validation = 0, test = 0, seed = '' }: SplitOptions): CheckedOptions {
  const isShare = (share: number): boolean => share >= 0 && share < 1;
  if (!isShare(validation) || !isShare(test) || validation + test >= 1) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `The shares of a split must be from 0 to 1 and leave something for training; these are ${validation} and ${test}.`,
    );
  }
  return { validation, test, seed };
}
