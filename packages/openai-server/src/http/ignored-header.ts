import type { Response } from 'express';

/** Names the parameters that were accepted without effect in `x-tuneloop-ignored`, comma-separated. */
export function reportIgnored(response: Response, ignored: readonly string[]): void {
  if (ignored.length > 0) response.setHeader('x-tuneloop-ignored', shorten(ignored).join(', '));
}

/** Clients and proxies refuse long headers; some agents send hundreds of tools. */
function shorten(names: readonly string[]): readonly string[] {
  const shown = 50;
  return names.length <= shown ? names : [...names.slice(0, shown), `and-${names.length - shown}-more`];
}
