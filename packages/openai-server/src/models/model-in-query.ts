import type { Request } from 'express';
import { requestProblem } from '../errors/request-problem.ts';

/** The model that `?model=` names; `undefined`: the default one. Errors: `INVALID_REQUEST` when it is given twice. */
export function modelInQuery(request: Request): string | undefined {
  const { model } = request.query;
  if (model === undefined || typeof model === 'string') return model;
  throw requestProblem('invalid_type', 'model: may be given once', 'model');
}
