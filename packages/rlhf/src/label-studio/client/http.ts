import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { createAuthorization } from './authorization.ts';
import { explainRefusal, notLabelStudio } from './failure.ts';

export interface HttpOptions {
  /** Of Label Studio, with the path that it is served under. */
  url: string;
  /** Of either kind. */
  token: string;
  fetch?: typeof globalThis.fetch | undefined;
  /** Of one try, in ms. */
  timeoutMs: number;
  /** How often a request that can be repeated is tried again. */
  retries: number;
  /** Before the first of these; doubled for each further one, up to 30 s, and cut by up to a half at random. */
  retryAfterMs: number;
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Without a slash in front. */
  path: string;
  query?: Record<string, string> | undefined;
  body?: unknown;
  /** For people, in errors: `project 5`. */
  what: string;
  /** Whether doing it twice is doing it once. By default true but for POST. */
  repeatable?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

/** Sends one request, again where that may help, and returns the answer's JSON; `undefined` when it is empty. */
export type SendRequest = (request: HttpRequest) => Promise<unknown>;

const longestWaitMs = 30_000;

/**
 * Errors: `UNAUTHORIZED`, `FORBIDDEN`, `NOT_FOUND`, `INVALID_REQUEST` as Label Studio says; `UPSTREAM_FAILED` (not there,
 * not Label Studio, or an error of its own, after all tries), `TIMEOUT`, `ABORTED`.
 */
export function createHttp(options: HttpOptions): SendRequest {
  const { url, token, retries } = options;
  const authorization = createAuthorization(token, (refresh, signal) =>
    persist({
      method: 'POST',
      path: 'api/token/refresh/',
      body: { refresh },
      what: 'the token',
      repeatable: true,
      signal,
    }),
  );

  /** Tries again what may pass by itself. */
  async function persist(request: HttpRequest, headers: Record<string, string> = {}): Promise<unknown> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await once(request, headers);
      } catch (error) {
        const failure = TuneloopError.from(error);
        const { retryAfterMs, notTaken } = failure.details;
        const repeatable = notTaken === true || (request.repeatable ?? request.method !== 'POST');
        if (!failure.retryable || !repeatable || tries >= retries) throw failure;
        await wait(typeof retryAfterMs === 'number' ? retryAfterMs : undefined, tries, request.signal);
      }
    }
  }

  async function once(request: HttpRequest, headers: Record<string, string>): Promise<unknown> {
    const { method, path, query, body, what, signal } = request;
    throwIfAborted(signal);
    const timeout = AbortSignal.timeout(options.timeoutMs);
    const address = new URL(`${url}/${path}`);
    for (const [name, value] of Object.entries(query ?? {})) address.searchParams.set(name, value);
    let response: Response;
    let text: string;
    try {
      response = await (options.fetch ?? fetch)(address, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // The token must not travel to where a redirect leads.
        redirect: 'manual',
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      text = await response.text();
    } catch (error) {
      throwIfAborted(signal);
      throw unreachable(error, url, what, timeout.aborted);
    }
    if (!response.ok) {
      const location = response.headers.get('location') ?? undefined;
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      const retryAfterMs = seconds >= 0 ? Math.min(seconds * 1000, longestWaitMs) : undefined;
      throw explainRefusal({ status: response.status, what, url, body: text, location, retryAfterMs });
    }
    if (text === '') return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw notLabelStudio(url, { status: response.status });
    }
  }

  async function wait(ms: number | undefined, tries: number, signal: AbortSignal | undefined): Promise<void> {
    const full = Math.min(longestWaitMs, options.retryAfterMs * 2 ** tries);
    try {
      await sleep(ms ?? full * (0.5 + Math.random() / 2), undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throwIfAborted(signal);
      throw error;
    }
  }

  return async (request) => {
    const authorized = async (): Promise<unknown> =>
      persist(request, { authorization: await authorization.header(request.signal) });
    try {
      return await authorized();
    } catch (error) {
      // An access token may end early: its user's session was closed, or the clocks differ.
      if (TuneloopError.isInstance(error) && error.code === 'UNAUTHORIZED' && authorization.renew())
        return authorized();
      throw error;
    }
  };
}

function unreachable(error: unknown, url: string, what: string, timedOut: boolean): TuneloopError {
  if (timedOut) {
    const message = `Label Studio at ${url} does not answer the request for ${what} in time. Run the command again: it goes on where it was.`;
    return new TuneloopError('TIMEOUT', message, { cause: error });
  }
  const cause =
    error instanceof Error ? ((error.cause as { code?: string } | undefined)?.code ?? error.message) : String(error);
  const message = `Label Studio at ${url} cannot be reached (${cause}). Check that it runs and that the address is right, and run the command again: it goes on where it was.`;
  return new TuneloopError('UPSTREAM_FAILED', message, { details: { reason: 'connection' }, cause: error });
}
