import { TuneloopError } from '@tuneloop/protocol';
import { errorTable } from './error-table.ts';
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
  const row = errorTable[known.code];
  const problem = findRequestProblem(known);
  // An engine knows which adapter it misses, and not by which parameter it was chosen.
  const param = known.details['param'] ?? ('adapter' in known.details ? 'lora' : undefined);
  return {
    status: problem?.status ?? row.status,
    headers: headersOf(known),
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

function headersOf(error: TuneloopError): Record<string, string> {
  // OpenAI's clients obey this header in place of guessing from the status. A client that reads ABORTED did not cancel:
  // the server did, and another or the next one will answer.
  const headers: Record<string, string> = { 'x-should-retry': String(error.retryable || error.code === 'ABORTED') };
  if (error.code === 'BUSY' || error.code === 'RATE_LIMITED') {
    const seconds = Number(error.details['retryAfterSeconds'] ?? 1);
    headers['retry-after'] = String(Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : 1);
  }
  if (error.code === 'UNAUTHORIZED') {
    const tokenSent = error.details['tokenSent'] === true;
    headers['www-authenticate'] = `Bearer realm="tuneloop"${tokenSent ? ', error="invalid_token"' : ''}`;
  }
  const allow = error.details['allow'];
  if (typeof allow === 'string') headers['allow'] = allow;
  return headers;
}
