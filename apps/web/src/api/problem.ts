import { text } from '../text/text.ts';

/** What a person is told of a request that failed. `status` is 0 when the server was never reached. */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem';
  readonly status: number;
  readonly code: string | undefined;

  constructor(status: number, message: string, code?: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface ErrorBody {
  error?: { message?: unknown; code?: unknown };
}

/** The server's own message, which says what to do. */
export function problemOf(status: number, body: unknown): RequestProblem {
  const { message, code } = (body as ErrorBody | undefined)?.error ?? {};
  return new RequestProblem(
    status,
    typeof message === 'string' ? message : text.problems.answered(status),
    typeof code === 'string' ? code : undefined,
  );
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether the same may be tried again by itself: the server was not reached. */
export function isLostConnection(error: unknown): boolean {
  return error instanceof RequestProblem && error.status === 0;
}

/** Whether the server will say the same again: it is not to be tried again by itself. */
export function isRefusal(error: unknown): boolean {
  return error instanceof RequestProblem && error.status >= 400 && error.status < 500;
}
