import { isIPv4, isIPv6 } from 'node:net';

export interface HostName {
  /** Lower case; an IPv6 address without its brackets. */
  name: string;
  port: string | undefined;
}

/** A Host header: `name`, `name:port`, `[::1]:port`; `undefined` when it is none. */
export function parseHost(text: string): HostName | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(text);
  const name = (match?.[1] ?? match?.[2])?.toLowerCase();
  if (!match || name === undefined || (match[1] !== undefined && !isIPv6(name))) return undefined;
  return { name: name.replace(/\.$/, ''), port: match[3] };
}

/**
 * Whether only this machine is meant: `localhost` and the names under it (RFC 6761), 127.0.0.0/8, `::1`. An IPv6
 * address may have its brackets.
 */
export function isLoopbackHost(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  if (isIPv4(name)) return name.startsWith('127.');
  if (!isIPv6(name)) return name === 'localhost' || name.endsWith('.localhost');
  // The URL parser brings every spelling of an address into one form.
  const address = URL.parse(`http://[${name}]`)?.hostname ?? '';
  return address === '[::1]' || /^\[::ffff:7f[0-9a-f]{2}:/.test(address);
}
