import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import type { Dispatcher } from 'undici';
import type { Environment } from '../cache-folder.ts';
import { isLoopback } from '../model-reference.ts';

export interface HttpRequest {
  method?: 'GET' | 'HEAD';
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
  /** `same-origin` returns a redirect to another origin instead of following it. */
  followRedirects?: 'all' | 'same-origin';
}

export interface HttpResponse {
  status: number;
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>;
  /** Where the answer came from, after redirects. */
  url: string;
  body: Dispatcher.ResponseData['body'];
}

/** Sends requests through the proxy that the environment names (never those to this machine). */
export interface HttpClient {
  /**
   * `authorization` goes to the host of `url` alone, never to one that it redirects to.
   *
   * Errors: `UPSTREAM_FAILED` (no connection, silence for longer than the time-out; retryable), `ABORTED`.
   */
  request(url: string, request?: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

export interface HttpClientOptions {
  /** Where `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` are read; by default the process's environment. */
  environment?: Environment | undefined;
  /** How long a server may stay silent, in ms. */
  silenceTimeoutMs?: number | undefined;
}

const maxRedirects = 10;

export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const timeout = options.silenceTimeoutMs ?? 30_000;
  let dispatchers: Promise<{ direct: Dispatcher; proxied: Dispatcher }> | undefined;
  // Loaded at the first request: most starts make none.
  const load = async (): Promise<{ direct: Dispatcher; proxied: Dispatcher }> => {
    const { Agent, EnvHttpProxyAgent } = await import('undici');
    const limits = { headersTimeout: timeout, bodyTimeout: timeout, connect: { timeout } };
    return {
      direct: new Agent(limits),
      proxied: new EnvHttpProxyAgent({ ...limits, ...proxies(options.environment) }),
    };
  };

  async function send(url: URL, request: HttpRequest, headers: Record<string, string>): Promise<HttpResponse> {
    dispatchers ??= load();
    const { direct, proxied } = await dispatchers;
    const dispatcher = isLoopback(url.hostname) ? direct : proxied;
    const { request: undiciRequest } = await import('undici');
    try {
      const response = await undiciRequest(url, {
        dispatcher,
        method: request.method ?? 'GET',
        headers: { 'user-agent': 'tuneloop', ...headers },
        signal: request.signal ?? null,
      });
      return {
        status: response.statusCode,
        headers: new Map(
          Object.entries(response.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(', ') : (value ?? ''),
          ]),
        ),
        url: url.href,
        body: response.body,
      };
    } catch (error) {
      throw explainNetworkError(error, url.href, request.signal);
    }
  }

  return {
    async request(target, request = {}) {
      let url = new URL(target);
      let headers = { ...request.headers };
      for (let redirects = 0; redirects <= maxRedirects; redirects++) {
        throwIfAborted(request.signal);
        const response = await send(url, request, headers);
        const location = response.headers.get('location');
        const isRedirect = [301, 302, 303, 307, 308].includes(response.status) && location !== undefined;
        if (!isRedirect) return response;
        const next = new URL(location, url);
        if (request.followRedirects === 'same-origin' && next.origin !== url.origin) return response;
        await discardBody(response);
        if (!mayFollow(url, next)) {
          throw new TuneloopError(
            'UPSTREAM_FAILED',
            `${url.host} redirects to an address that is not https:, which is refused.`,
            {
              retryable: false,
            },
          );
        }
        if (next.origin !== url.origin) {
          const { authorization: _, ...harmless } = headers;
          headers = harmless;
        }
        url = next;
      }
      throw new TuneloopError('UPSTREAM_FAILED', `${new URL(target).host} redirects in a circle.`, {
        retryable: false,
      });
    },
    async close() {
      if (dispatchers === undefined) return;
      const { direct, proxied } = await dispatchers;
      await Promise.all([direct.destroy(), proxied.destroy()]);
    },
  };
}

/** Plain http: only to this machine, or where it's the address that the user has given. */
function mayFollow(from: URL, to: URL): boolean {
  return (
    to.protocol === 'https:' || (to.protocol === 'http:' && (isLoopback(to.hostname) || to.origin === from.origin))
  );
}

/** Frees the connection of an answer whose body nobody wants. */
export async function discardBody(response: HttpResponse): Promise<void> {
  await response.body.dump().catch(() => undefined);
}

/** Closes the connection of an answer whose (long) body nobody wants any more. */
export function abandonBody(response: HttpResponse): void {
  // Destroying an unread body emits an error, which is expected here.
  response.body.on('error', () => undefined).destroy();
}

/** A URL for error messages: the query may hold a signature or a token. */
export function displayUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** Network failures in our terms; an abort keeps its reason. */
export function explainNetworkError(error: unknown, url: string, signal: AbortSignal | undefined): TuneloopError {
  if (signal?.aborted) return TuneloopError.from(signal.reason, 'ABORTED');
  if (TuneloopError.isInstance(error)) return error;
  const { host } = new URL(url);
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const reason = error instanceof Error && error.message !== '' ? error.message : (code ?? 'unknown cause');
  const silent =
    code === 'UND_ERR_BODY_TIMEOUT' || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_CONNECT_TIMEOUT';
  const message = silent
    ? `${host} stopped answering. Try again; what is downloaded so far is kept.`
    : `${host} could not be reached (${reason}). Check the network and HTTPS_PROXY, or set MODEL_PATH to a file on this machine.`;
  return new TuneloopError('UPSTREAM_FAILED', message, {
    details: { host, reason: code },
    retryable: true,
    cause: error,
  });
}

/**
 * Waits before try number `attempt` (from 1): twice as long each time, with jitter, but at least `leastMs`.
 *
 * Errors: `ABORTED`.
 */
export async function backOff(attempt: number, baseMs: number, signal?: AbortSignal, leastMs = 0): Promise<void> {
  const wait = Math.max(leastMs, Math.min(30_000, baseMs * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2));
  await sleep(wait, undefined, { signal }).catch((error: unknown) => {
    throw TuneloopError.from(signal?.reason ?? error, 'ABORTED');
  });
}

function proxies(environment: Environment | undefined): { httpProxy?: string; httpsProxy?: string; noProxy?: string } {
  if (environment === undefined) return {};
  const read = (name: string): string => environment[name.toLowerCase()] ?? environment[name] ?? '';
  return { httpProxy: read('HTTP_PROXY'), httpsProxy: read('HTTPS_PROXY'), noProxy: read('NO_PROXY') };
}
