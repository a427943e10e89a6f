import { TuneloopError, type ErrorCode } from '@tuneloop/protocol';
import { objectOf, stringOf } from '../wire/read-json.ts';
import { readContextOverflow } from './context-overflow.ts';
import { asTransient } from './transient.ts';

/** A refusal as it came over the wire. */
export interface Refusal {
  /** Origin and path of the upstream. */
  upstream: string;
  status: number;
  /** The parsed body, or its text where it is no JSON. */
  body: unknown;
  retryAfter?: string | undefined;
  /** Taken out of every message, in case that the upstream quotes it. */
  apiKey?: string | undefined;
}

const longestMessage = 500;
const longestWait = 300;

/**
 * What a refusal means in our terms. `400` → `INVALID_REQUEST` or `CONTEXT_OVERFLOW`, `401` and `403` →
 * `UPSTREAM_FAILED` with advice, `404` → `MODEL_NOT_FOUND` or `NOT_FOUND`, `429` → `BUSY`, `501` → `UNSUPPORTED`, `5xx` →
 * `UPSTREAM_FAILED`.
 */
export function refusalError(refusal: Refusal): TuneloopError {
  const { upstream, status } = refusal;
  const wire = errorObject(refusal.body);
  const message = cleanMessage(wire, refusal);
  const said = message === '' ? `it answered ${status}` : message;
  const fail = (
    code: ErrorCode,
    text: string,
    more: Record<string, unknown> = {},
    retryable?: boolean,
  ): TuneloopError => new TuneloopError(code, text, { details: { upstream, status, ...more }, retryable });

  if (wire['code'] === 'unsupported' || status === 501)
    return fail('UNSUPPORTED', `The upstream cannot do this: ${said}`);
  if (status === 400 || status === 413 || status === 422) {
    const overflow = readContextOverflow(message, wire);
    return overflow ? fail('CONTEXT_OVERFLOW', said, { ...overflow }) : fail('INVALID_REQUEST', said);
  }
  if (status === 401 || status === 403) {
    // Our own server's code for what a valid key may not do, with the reason.
    if (wire['code'] === 'forbidden') return fail('UPSTREAM_FAILED', `${upstream} refuses this: ${said}`, {}, false);
    const advice = 'Check the API key that is configured for it (OPENAI_API_KEY, or apiKey of the upstream).';
    return fail('UPSTREAM_FAILED', `${upstream} refuses access (${status}). ${advice}`, {}, false);
  }
  if (status === 404) {
    // Our own server's code for things that are no model.
    if (wire['code'] === 'not_found') return fail('NOT_FOUND', said);
    if (typeof refusal.body === 'object') return fail('MODEL_NOT_FOUND', said);
    const advice = 'Check its URL; it normally ends in /v1.';
    return fail('UPSTREAM_FAILED', `${upstream} does not have this route (404). ${advice}`, {}, false);
  }
  if (status === 429 || (status === 503 && refusal.retryAfter !== undefined)) {
    const retryAfterSeconds = readRetryAfter(refusal.retryAfter);
    const text = `${upstream} is busy (${status}). Try again in ${retryAfterSeconds} s.`;
    return asTransient(fail('BUSY', text, { retryAfterSeconds }));
  }
  const failed = fail('UPSTREAM_FAILED', `${upstream} failed (${status}): ${said}`, {}, status >= 500);
  return [502, 503, 504].includes(status) ? asTransient(failed) : failed;
}

/** `{error: {…}}`, `{error: "…"}` (Ollama), `{message}` (older vLLM), `{detail}` (FastAPI), or plain text. */
function errorObject(body: unknown): Record<string, unknown> {
  if (typeof body === 'string') return { message: /^\s*</.test(body) ? '' : body };
  const whole = objectOf(body);
  const { error } = whole;
  if (typeof error === 'string') return { message: error };
  if (typeof error === 'object' && error !== null) return objectOf(error);
  const { detail } = whole;
  return detail === undefined ? whole : { message: typeof detail === 'string' ? detail : JSON.stringify(detail) };
}

function cleanMessage(wire: Record<string, unknown>, { apiKey }: Refusal): string {
  const text = (stringOf(wire['message']) ?? '').trim();
  const safe = apiKey === undefined ? text : text.replaceAll(apiKey, '[redacted]');
  return safe.length > longestMessage ? `${safe.slice(0, longestMessage)}…` : safe;
}

/** Seconds or a date, as HTTP has it; 1 to 300. */
function readRetryAfter(value: string | undefined): number {
  const text = value?.trim() ?? '';
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(longestWait, Math.max(1, Math.ceil(seconds))) : 1;
}

const silences: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'does not accept connections in time',
  UND_ERR_HEADERS_TIMEOUT: 'did not begin to answer in time',
  UND_ERR_BODY_TIMEOUT: 'stopped in the middle of its answer',
  UND_ERR_SOCKET: 'closed the connection',
  ECONNRESET: 'closed the connection',
  EPIPE: 'closed the connection',
  ECONNREFUSED: 'refuses connections; is it running',
  ENOTFOUND: 'has a name that is not known; is it spelt right',
  EAI_AGAIN: 'could not be found, since no name server answers',
};

/** A failure below HTTP. An abort keeps its reason. */
export function networkError(error: unknown, upstream: string, signal?: AbortSignal): TuneloopError {
  if (signal?.aborted) return TuneloopError.from(signal.reason, 'ABORTED');
  if (TuneloopError.isInstance(error)) return error;
  const reason = networkCode(error);
  const what = silences[reason] ?? 'could not be reached';
  return asTransient(
    new TuneloopError('UPSTREAM_FAILED', `${upstream} ${what} (${reason}). Check that server, or try again.`, {
      details: { upstream, reason },
    }),
  );
}

/** Node tries each address of a name and puts the failures into one error. */
function networkCode(error: unknown): string {
  const { code, errors, cause, name } = objectOf(error);
  if (typeof code === 'string') return code;
  if (Array.isArray(errors)) return networkCode(errors[0]);
  return cause === undefined ? (stringOf(name) ?? 'unknown cause') : networkCode(cause);
}

/** The upstream answered, but not in the form that it should: the page of a proxy, say. Another one may be well. */
export function malformed(upstream: string, what: string): TuneloopError {
  return asTransient(
    new TuneloopError('UPSTREAM_FAILED', `${upstream} ${what}. Check that it answers OpenAI's API.`, {
      details: { upstream, reason: 'malformed' },
      retryable: false,
    }),
  );
}

/** The answer ended before its end. */
export function cutShort(upstream: string): TuneloopError {
  const message = `${upstream} ended its answer in the middle. Try again.`;
  return asTransient(new TuneloopError('UPSTREAM_FAILED', message, { details: { upstream, reason: 'cut short' } }));
}
