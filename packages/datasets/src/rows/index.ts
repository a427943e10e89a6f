export { peekRows, type PeekedRows } from './peek-rows.ts';
export { createProblemLog, type ProblemLog } from './problem-log.ts';
export type { NumberedRow, Row } from './row.ts';
export { rowProblemReasons, type RowProblem, type RowProblemListener, type RowProblemReason } from './row-problem.ts';
export { NotExpressible } from './not-expressible.ts';
