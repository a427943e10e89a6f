import { isIP } from 'node:net';

/** `[::1]` → `::1`; anything else as it is. */
export function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/** Whether only this machine can reach what listens on `host`: `localhost`, 127.0.0.0/8, `::1`. */
export function isLoopback(host: string): boolean {
  const bare = withoutBrackets(host).toLowerCase();
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true;
  if (isIP(bare) === 4) return bare.startsWith('127.');
  return bare === '::1' || bare === '0:0:0:0:0:0:0:1' || bare.startsWith('::ffff:127.');
}

/** The address that a client on this machine uses for a server that listens on `host` and `port`. */
export function localUrl(host: string, port: number): string {
  const bare = withoutBrackets(host);
  if (bare === '0.0.0.0' || bare === '::') return `http://127.0.0.1:${port}`;
  return isIP(bare) === 6 ? `http://[${bare}]:${port}` : `http://${bare}:${port}`;
}
