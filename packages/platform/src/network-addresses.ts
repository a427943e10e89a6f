import { isIP } from 'node:net';

/** `[::1]` → `::1`; anything else as it is. */
export function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/** The address that a client on this machine uses for a server that listens on `host` and `port`. */
export function localUrl(host: string, port: number, protocol: 'http' | 'https' = 'http'): string {
  const bare = withoutBrackets(host);
  if (bare === '0.0.0.0' || bare === '::') return `${protocol}://127.0.0.1:${port}`;
  return isIP(bare) === 6 ? `${protocol}://[${bare}]:${port}` : `${protocol}://${bare}:${port}`;
}
