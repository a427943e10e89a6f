import { TuneloopError } from '@tuneloop/protocol';

/** Mistakes in a request that HTTP or OpenAI's API tells apart more finely than `INVALID_REQUEST` does: `error.code`. */
export type RequestProblem =
  | 'body_too_large'
  | 'conflict'
  | 'conflicting_parameters'
  | 'invalid_encoding'
  | 'invalid_json'
  | 'invalid_type'
  | 'invalid_url'
  | 'invalid_value'
  | 'method_not_allowed'
  | 'missing_required_parameter'
  | 'previous_response_not_found'
  | 'unknown_parameter'
  | 'unknown_route'
  | 'unsupported_media_type'
  | 'unsupported_parameter'
  | 'unsupported_value';

const statuses: Readonly<Record<RequestProblem, number>> = {
  body_too_large: 413,
  conflict: 409,
  conflicting_parameters: 400,
  invalid_encoding: 400,
  invalid_json: 400,
  invalid_type: 400,
  invalid_url: 400,
  invalid_value: 400,
  method_not_allowed: 405,
  missing_required_parameter: 400,
  previous_response_not_found: 404,
  unknown_parameter: 400,
  unknown_route: 404,
  unsupported_media_type: 415,
  unsupported_parameter: 400,
  unsupported_value: 400,
};

/** An `INVALID_REQUEST` with its finer kind and the parameter to blame (a path such as `messages[0].content`). */
export function requestProblem(problem: RequestProblem, message: string, param?: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', message, { details: { problem, ...(param !== undefined && { param }) } });
}

/** The status of the finer kind that an error carries, if it carries one. */
export function findRequestProblem(error: TuneloopError): { code: RequestProblem; status: number } | undefined {
  const problem = error.details['problem'];
  if (error.code !== 'INVALID_REQUEST' || !isRequestProblem(problem)) return undefined;
  return { code: problem, status: statuses[problem] };
}

function isRequestProblem(value: unknown): value is RequestProblem {
  return typeof value === 'string' && Object.hasOwn(statuses, value);
}
