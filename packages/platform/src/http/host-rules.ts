import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { isLoopback, withoutBrackets } from '../network-addresses.ts';

export interface HostRulesOptions {
  /** The address that the server listens on. */
  listenHost: string;
  /** `name` or `name:port`; `*` allows every name. */
  allowedHosts: readonly string[];
}

export interface HostRules {
  allowsHost(header: string | undefined): boolean;
  /** `host` is the request's Host header: a page of our own is always allowed. */
  allowsOrigin(origin: string, host: string): boolean;
}

interface HostAndPort {
  name: string;
  port: string;
}

function parseHost(text: string): HostAndPort | undefined {
  if (!/^[^\s/@?#\\]+$/.test(text)) return undefined;
  const url = URL.parse(`http://${text}`);
  return url === null ? undefined : { name: withoutBrackets(url.hostname), port: url.port };
}

function matches(entry: string, host: HostAndPort): boolean {
  if (entry === '*') return true;
  const allowed = parseHost(entry);
  if (allowed === undefined || allowed.name !== host.name) return false;
  // An entry without a port stands for all of them; `name:80` parses to an empty port, as a Host header does.
  return !/:\d+$/.test(entry) || allowed.port === host.port;
}

/**
 * Which Host and Origin headers are ours. A web page whose name was re-bound to this machine's address (DNS rebinding)
 * still sends its own name, and is refused. IP addresses cannot be re-bound, so a server that listens publicly may be
 * reached by any of its addresses.
 */
export function createHostRules({ listenHost, allowedHosts }: HostRulesOptions): HostRules {
  const isPublic = !isLoopback(listenHost);
  const ownNames = isPublic ? [hostname().toLowerCase(), listenHost.toLowerCase()] : [];
  const isListed = (host: HostAndPort): boolean => allowedHosts.some((entry) => matches(entry.toLowerCase(), host));

  return {
    allowsHost(header) {
      const host = parseHost(header ?? '');
      if (host === undefined) return false;
      if (isLoopback(host.name) || isListed(host)) return true;
      return isPublic && (isIP(host.name) !== 0 || ownNames.includes(host.name));
    },
    allowsOrigin(origin, host) {
      const url = URL.parse(origin);
      // `null`, the origin of sandboxed pages and files, is nobody's in particular.
      if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false;
      if (url.host === URL.parse(`${url.protocol}//${host}`)?.host) return true;
      return isLoopback(url.hostname) || isListed({ name: withoutBrackets(url.hostname), port: url.port });
    },
  };
}
