import { TuneloopError } from '@tuneloop/protocol';
import type { HttpMessage } from './http-exchange.ts';
import { parseHttpUrl } from './http-url.ts';
import { headersForOtherOrigin, headersWithoutBody } from './request-headers.ts';

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * The request that a redirect asks for, `undefined` when the response is none. As the Fetch standard has it, 303 (and 301
 * and 302 after POST) turn into GET without the body; stricter than it, another origin gets no header that could hold a secret.
 *
 * Errors: `TOOL_FAILED` when the redirect leads to no http or https URL.
 */
export function nextRequest(
  request: HttpMessage,
  status: number,
  location: string | string[] | undefined,
): HttpMessage | undefined {
  if (!redirects.has(status) || location === undefined) return undefined;
  const url = redirectTarget(Array.isArray(location) ? location[0]! : location, request.url);
  const headers = url.origin === request.url.origin ? request.headers : headersForOtherOrigin(request.headers);
  const becomesGet =
    (status === 303 && request.method !== 'HEAD') || ((status === 301 || status === 302) && request.method === 'POST');
  if (becomesGet) return { url, method: 'GET', headers: headersWithoutBody(headers) };
  return { ...request, url, headers: { ...headers } };
}

function redirectTarget(location: string, base: URL): URL {
  try {
    return parseHttpUrl(location, base);
  } catch (error) {
    const { message } = TuneloopError.from(error);
    throw new TuneloopError('TOOL_FAILED', `The server redirects to where this tool does not go. ${message}`, {
      cause: error,
    });
  }
}
