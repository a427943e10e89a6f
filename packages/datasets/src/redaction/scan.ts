import { findNumberSequences, type NumberSequence } from '../pii/number-sequences.ts';
import { allMatches } from './all-matches.ts';

/** How far before a value the words are looked for that say what it is; in UTF-16 units. */
const contextLength = 40;

const longRun = /(?<![!-~])[!-~]{16,}/g;

export interface LongRun {
  text: string;
  start: number;
}

/** A text that several detectors read, with what they share. */
export class Scan {
  readonly text: string;
  /** What stands before the text elsewhere: the key of a JSON value. */
  readonly label: string;
  #longRuns: LongRun[] | undefined;
  #numbers: NumberSequence[] | undefined;

  constructor(text: string, label = '') {
    this.text = text;
    this.label = label;
  }

  /** Where 16 or more ASCII characters stand without a space: keys and tokens are in these alone. */
  get longRuns(): readonly LongRun[] {
    this.#longRuns ??= allMatches(longRun, this.text).map(({ 0: text, index }) => ({ text, start: index }));
    return this.#longRuns;
  }

  /** Matches of a global expression within the long runs, with their places in the whole text. */
  matchesInLongRuns(pattern: RegExp): LongRun[] {
    return this.longRuns.flatMap((run) =>
      allMatches(pattern, run.text).map(({ 0: text, index }) => ({ text, start: run.start + index })),
    );
  }

  get numbers(): readonly NumberSequence[] {
    this.#numbers ??= findNumberSequences(this.text);
    return this.#numbers;
  }

  /** The words before `index`. */
  before(index: number): string {
    const context = this.text.slice(Math.max(0, index - contextLength), index);
    return index < contextLength && this.label !== '' ? `${this.label}: ${context}` : context;
  }
}
