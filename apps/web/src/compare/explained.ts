import { RequestProblem } from '../api/problem.ts';
import { compareText } from '../text/en/compare.ts';

/** A server that records nothing has none of these routes: then what to change, otherwise the error as it is. */
export function explained(error: unknown): unknown {
  const isMissing = error instanceof RequestProblem && error.code === 'unknown_route';
  return isMissing ? new Error(compareText.notRecorded, { cause: error }) : error;
}
