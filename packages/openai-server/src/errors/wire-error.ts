import { TuneloopError } from '@tuneloop/protocol';
import { failureClass } from './failure-class.ts';
import { publicMessage } from './public-message.ts';
import { findRequestProblem } from './request-problem.ts';

/** OpenAI's error object. */
export interface ErrorBody {
  error: { message: string; type: string; param: string | null; code: string | null };
}

export interface WireError {
  status: number;
  headers: Record<string, string>;
  body: ErrorBody;
}

/** How `error` is answered. Errors that are not ours, and inner ones, keep their message to themselves. */
export function encodeError(error: unknown): WireError {
  const known = TuneloopError.from(error);
  const row = failureClass(known);
  const problem = findRequestProblem(known);
  // An engine knows which adapter it misses, and not by which parameter it was chosen.
  const param = known.details['param'] ?? ('adapter' in known.details ? 'lora' : undefined);
  const status = problem?.status ?? row.status;
  return {
    status,
    headers: headersOf(known, status),
    body: {
      error: {
        message: row.message ?? publicMessage(known),
        type: row.type,
        param: typeof param === 'string' ? param : (row.param ?? null),
        code: problem?.code ?? row.code,
      },
    },
  };
}

/** When to ask again: of every error that is answered with 429 or 503 (529 on Anthropic's routes). */
export function retryAfterSeconds(
  error: TuneloopError,
  status: number = failureClass(error).status,
): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const seconds = Number(error.details['retryAfterSeconds'] ?? 1);
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : 1;
}

function headersOf(error: TuneloopError, status: number): Record<string, string> {
  // OpenAI's clients obey this header in place of guessing from the status. A client that reads ABORTED did not cancel:
  // the server did, and another or the next one will answer.
  const headers: Record<string, string> = { 'x-should-retry': String(error.retryable || error.code === 'ABORTED') };
  const seconds = retryAfterSeconds(error, status);
  if (seconds !== undefined) headers['retry-after'] = String(seconds);
  if (error.code === 'UNAUTHORIZED') {
    const tokenSent = error.details['tokenSent'] === true;
    headers['www-authenticate'] = `Bearer realm="tuneloop"${tokenSent ? ', error="invalid_token"' : ''}`;
  }
  const allow = error.details['allow'];
  if (typeof allow === 'string') headers['allow'] = allow;
  return headers;
}
