import { findNumberSequences, type NumberSequence } from '../pii/number-sequences.ts';

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
    this.#longRuns ??= [...this.text.matchAll(longRun)].map(({ 0: text, index }) => ({ text, start: index }));
    return this.#longRuns;
  }

  /** Matches of a global expression within the long runs, with their places in the whole text. */
  matchesInLongRuns(pattern: RegExp): LongRun[] {
    const matches: LongRun[] = [];
    for (const run of this.longRuns) {
      // Not `matchAll`, which copies the expression: with many short runs that is most of the time.
      pattern.lastIndex = 0;
      for (let match = pattern.exec(run.text); match !== null; match = pattern.exec(run.text)) {
        matches.push({ text: match[0], start: run.start + match.index });
      }
    }
    return matches;
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
