type Fetch = (input: string | URL, init?: RequestInit) => Promise<Response>;

/** `fetch` that adds headers, as they are at the moment of the request, to those that it is given. */
export function withHeaders(fetch: Fetch, more: () => Record<string, string>): Fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    for (const [name, value] of Object.entries(more())) headers.set(name, value);
    return fetch(input, { ...init, headers });
  };
}
