import type { RowProblemListener } from '../rows/row-problem.ts';

export interface RowParserOptions {
  onProblem: RowProblemListener | undefined;
  /** A longer row is passed over and reported, so that memory stays bounded. */
  maxRowBytes: number;
}
