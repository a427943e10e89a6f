const maximumRedirects = 3;

/**
 * `fetch` that follows redirects within one origin alone: the headers of a request hold the server's keys, which must
 * not travel to another one.
 */
export async function fetchSameOrigin(input: string | URL, init: RequestInit = {}): Promise<Response> {
  let url = new URL(input);
  for (let redirects = 0; ; redirects += 1) {
    const response = await fetch(url, { ...init, redirect: 'manual' });
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
}
