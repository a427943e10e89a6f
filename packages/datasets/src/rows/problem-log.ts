import type { RowProblem, RowProblemListener, RowProblemReason } from './row-problem.ts';

/** Problems of a whole file: all of them counted, the first ones kept. */
export interface ProblemLog {
  /** Hand it to readers and checks as `onProblem`. */
  readonly onProblem: RowProblemListener;
  readonly count: number;
  /** In the order of first appearance. */
  readonly countByReason: Readonly<Partial<Record<RowProblemReason, number>>>;
  readonly first: readonly RowProblem[];
}

/** @param options.keep how many problems to keep with their lines; default 100. Memory stays bounded by it. */
export function createProblemLog(options: { keep?: number } = {}): ProblemLog {
  const keep = options.keep ?? 100;
  const countByReason: Partial<Record<RowProblemReason, number>> = {};
  const first: RowProblem[] = [];
  let count = 0;
  return {
    onProblem: (problem) => {
      count += 1;
      countByReason[problem.reason] = (countByReason[problem.reason] ?? 0) + 1;
      if (first.length < keep) first.push(problem);
    },
    get count() {
      return count;
    },
    countByReason,
    first,
  };
}
