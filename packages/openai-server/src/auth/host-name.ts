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

/** Whether it names this machine's loopback interface or is among `allowed` (an entry without a port allows any). */
export function isAllowedHost(header: string | undefined, allowed: readonly HostName[]): boolean {
  if (allowed.some(({ name }) => name === '*')) return true;
  const host = header === undefined ? undefined : parseHost(header);
  if (!host) return false;
  return (
    isLoopback(host.name) ||
    allowed.some(({ name, port }) => name === host.name && (port === undefined || port === host.port))
  );
}

/** `localhost` and the names under it always mean the loopback interface (RFC 6761). */
function isLoopback(name: string): boolean {
  if (isIPv4(name)) return name.startsWith('127.');
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1';
}
