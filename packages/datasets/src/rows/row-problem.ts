import { TuneloopError } from '@tuneloop/protocol';

/** Why a row was left out, one line each. The set is closed, so that reasons can be counted. */
export const rowProblemReasons = [
  /** The text is not JSON. */
  'not-json',
  /** A JSON value, but no object. */
  'not-an-object',
  /** The bytes are not UTF-8. */
  'not-utf-8',
  /** Longer than the limit. */
  'too-long',
  /** The file ends in the middle of it. */
  'torn',
  /** A CSV record whose cells or quotes do not fit its header. */
  'malformed-csv',
  /** A column or field that the format needs is not there. */
  'missing-field',
  /** A value of the wrong type or outside what is allowed. */
  'wrong-value',
  /** No text where there must be some. */
  'empty',
  /** A conversation that does not end with an answer of the assistant. */
  'no-answer',
  /** The better and the worse answer are the same. */
  'same-answers',
  /** Lists that belong together differ in length. */
  'length-mismatch',
  /** What the row says cannot be said in the format that is wanted. */
  'not-expressible',
  /** Another row says the same, or nearly. */
  'duplicate',
  /** A filter of the caller's left it out. */
  'filtered',
] as const;

export type RowProblemReason = (typeof rowProblemReasons)[number];

/** One row that was left out. `message` is for people and holds none of the row's text. */
export interface RowProblem {
  /** As in `NumberedRow`. */
  line: number;
  reason: RowProblemReason;
  message: string;
}

export type RowProblemListener = (problem: RowProblem) => void;

/** What a reader does with a bad row: tells `listener`, or throws `INVALID_REQUEST` where nobody listens. */
export function reportProblem(listener: RowProblemListener | undefined, problem: RowProblem): void {
  if (listener) {
    listener(problem);
    return;
  }
  throw new TuneloopError(
    'INVALID_REQUEST',
    `Line ${problem.line}: ${problem.message}. Correct it, or pass \`onProblem\` to leave such rows out.`,
    { details: { ...problem } },
  );
}
