import type { FetchLike } from '@modelcontextprotocol/client';

const maximumRedirects = 3;

/**
 * `fetch` that follows redirects within one origin alone: the headers of a request hold the server's keys, which must
 * not travel to another one.
 *
 * @param base what sends the requests; by default the platform's `fetch`.
 */
export function createSameOriginFetch(base: FetchLike = fetch): FetchLike {
  return async (input, init = {}) => {
    let url = new URL(input);
    for (let redirects = 0; ; redirects += 1) {
      const response = await base(url, { ...init, redirect: 'manual' });
      const location = response.headers.get('location');
      const isRedirect = [301, 302, 307, 308].includes(response.status) && location !== null;
      if (!isRedirect) return response;
      await response.body?.cancel();
      const next = new URL(location, url);
      if (next.origin !== url.origin) {
        throw new Error(`The server redirects to another one, ${next.origin}; configure that one instead.`);
      }
      if (redirects === maximumRedirects) throw new Error('The server redirects in circles.');
      url = next;
    }
  };
}
