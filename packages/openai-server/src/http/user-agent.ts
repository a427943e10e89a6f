import type { IncomingHttpHeaders } from 'node:http';

const longest = 100;

/** The product that a request comes from, such as `OpenAI/JS 6.9.1`: its user agent without what follows in brackets. */
export function productOf(headers: Pick<IncomingHttpHeaders, 'user-agent'>): string | undefined {
  return headers['user-agent']?.split('(')[0]?.trim().slice(0, longest) || undefined;
}
