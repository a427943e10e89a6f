import { TuneloopError, type ErrorCode } from '@tuneloop/protocol';
import type { Response } from 'express';

const codes = new WeakMap<Response, ErrorCode>();

export function noteError(response: Response, error: unknown): void {
  codes.set(response, TuneloopError.from(error).code);
}

/** The code of the error that was answered, or that ended the stream; for those who count. */
export function errorCodeOf(response: Response): ErrorCode | undefined {
  return codes.get(response);
}
