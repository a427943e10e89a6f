import { TuneloopError, type ErrorCode } from '@tuneloop/protocol';

export interface OtlpAnswer {
  status: number;
  headers: Headers;
  url: string;
  body: Uint8Array;
}

const longestDetail = 300;
/** Malformed, too large, or of a kind that is not taken: sending it again would change nothing. */
const forGood: ReadonlySet<number> = new Set([400, 413, 415, 422]);

/** What an answer that is no success means. `details`: `status`; `retryAfterMs` where the receiver asks for it. */
export function explainRefusal({ status, headers, url, body }: OtlpAnswer): TuneloopError {
  const { origin, pathname } = new URL(url);
  const details = { status, retryAfterMs: retryAfterMs(headers) };
  const said = new TextDecoder()
    .decode(body.subarray(0, longestDetail))
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim();
  const tail = said === '' ? '' : ` It says: ${said}`;
  const failure = (code: ErrorCode, message: string): TuneloopError => new TuneloopError(code, message, { details });
  if (status === 401)
    return failure('UNAUTHORIZED', `${origin} does not take the credentials: check keys and headers.`);
  if (status === 403) return failure('FORBIDDEN', `${origin} does not allow these credentials to send this.${tail}`);
  if (status === 404 || status === 405) {
    return failure('NOT_FOUND', `${origin} takes nothing at ${pathname}: check the address.`);
  }
  if (status >= 300 && status < 400) {
    return failure('UPSTREAM_FAILED', `${origin} redirects: give the address that it leads to.`);
  }
  if (forGood.has(status)) return failure('INVALID_REQUEST', `${origin} refuses the request (${status}).${tail}`);
  return failure('UPSTREAM_FAILED', `${origin} answers with an error (${status}).${tail}`);
}

/** Of `Retry-After`: seconds or a date. */
function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
