import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { isLoopbackHost, parseHost, type HostName } from './host-name.ts';

export interface HostGuardOptions {
  /** The address that the server listens on. Default `127.0.0.1`. */
  listenHost?: string | undefined;
  /**
   * Names by which the server may be called beside loopback ones: `llm` (on any port), `llm:8000`, `*` for all. A server
   * that listens on another than a loopback address may also be called by any IP address and by its own name.
   */
  allowedHosts?: readonly string[] | undefined;
  /**
   * Whose pages may call the server, beside its own and those on loopback names: an origin (`https://app.example`), a
   * host with any scheme (`app.example`, `app.example:8000`), `*` for every page of the web.
   */
  allowedOrigins?: readonly string[] | undefined;
  /** Whether the machine with this address is a proxy of ours, whose `X-Forwarded-Host` says what the client asked for. */
  trustsProxy?: ((address: string) => boolean) | undefined;
  /** What a Host header without a port means: `80`, or `443` for a server that speaks HTTPS. Default `80`. */
  defaultPort?: '80' | '443' | undefined;
}

export interface HostRules {
  /** The host that the client asked for: what a proxy of ours says it was, or else what the request itself says. */
  hostOf(request: AskedRequest): string | undefined;
  allowsHost(header: string | undefined): boolean;
  /** `host` is the request's Host header: pages that the server itself was asked for are its own. */
  allowsOrigin(origin: string, host: string | undefined): boolean;
}

type AskedRequest = Pick<IncomingMessage, 'headers' | 'socket'> & Partial<Pick<IncomingMessage, 'url' | 'rawHeaders'>>;

type HostPattern = HostName | '*';

/**
 * Which Host and Origin headers are ours. A web page whose name was re-bound to this machine's address (DNS rebinding)
 * still sends its own name, and is refused. IP addresses cannot be re-bound, so a server that listens publicly may be
 * called by any of them.
 *
 * Errors: `CONFIG_INVALID` when an option is no host or origin.
 */
export function createHostRules(options: HostGuardOptions): HostRules {
  const { listenHost = '127.0.0.1', allowedHosts = [], allowedOrigins = [] } = options;
  const isPublic = !isLoopbackHost(listenHost);
  const ownNames = isPublic ? [hostname().toLowerCase(), listenHost.toLowerCase()] : [];
  const hosts = allowedHosts.map(readHost);
  const origins = new Set(allowedOrigins.flatMap((entry) => (isHost(entry) ? [] : readOrigin(entry))));
  const originHosts = allowedOrigins.flatMap((entry) => (isHost(entry) ? readHost(entry) : []));

  return {
    hostOf(request) {
      const forwarded = request.headers['x-forwarded-host'];
      const { remoteAddress } = request.socket;
      const isTrusted = forwarded !== undefined && remoteAddress !== undefined && options.trustsProxy?.(remoteAddress);
      return isTrusted ? String(forwarded).split(',')[0]?.trim() : askedHost(request);
    },
    allowsHost(header) {
      const host = header === undefined ? undefined : parseHost(header);
      if (host === undefined) return false;
      if (isLoopbackHost(host.name) || matchesAny(hosts, host, options.defaultPort ?? '80')) return true;
      return isPublic && (isIP(host.name) !== 0 || ownNames.includes(host.name));
    },
    allowsOrigin(origin, host) {
      if (origins.has(origin)) return true;
      const url = /^https?:\/\//.test(origin) ? URL.parse(origin) : null;
      // `null`, the origin of sandboxed pages and files, is nobody's in particular.
      const page = url === null ? undefined : parseHost(url.host);
      if (url === null || page === undefined) return false;
      const defaultPort = url.protocol === 'https:' ? '443' : '80';
      return (
        isLoopbackHost(page.name) ||
        isSameHost(page, host === undefined ? undefined : parseHost(host), defaultPort) ||
        matchesAny(originHosts, page, defaultPort)
      );
    },
  };
}

/**
 * A target that is a whole URL goes before the Host header (RFC 9112, 3.2.2). Where two readers could take different ones,
 * of several Host headers or a target with a user in front, the whole of it is given, which is no host and so allowed
 * by nobody.
 */
function askedHost({ url = '', headers, rawHeaders = [] }: AskedRequest): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1];
  const hosts = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host');
  if (hosts.length > 1) return hosts.join(', ');
  return authority ?? headers.host;
}

function matchesAny(patterns: readonly HostPattern[], host: HostName, defaultPort: string): boolean {
  return patterns.some((pattern) => {
    if (pattern === '*') return true;
    return pattern.name === host.name && (pattern.port === undefined || pattern.port === (host.port ?? defaultPort));
  });
}

function isSameHost(page: HostName, host: HostName | undefined, defaultPort: string): boolean {
  return host?.name === page.name && (host.port ?? defaultPort) === (page.port ?? defaultPort);
}

const isHost = (text: string): boolean => text === '*' || parseHost(text) !== undefined;

/** One entry of `allowedHosts`, for a configuration file. */
export const allowedHostSchema: z.ZodType<string> = z
  .string('must be text')
  .refine(isHost, 'must be a host such as "llm" or "llm:8000", or "*"');

/** One entry of `allowedOrigins`, for a configuration file. */
export const allowedOriginSchema: z.ZodType<string> = z
  .string('must be text')
  .refine(
    (text) => isHost(text) || (URL.canParse(text) && originOf(new URL(text)) !== undefined),
    'must be an origin such as "https://app.example", a host, or "*"',
  );

function readHost(text: string): HostPattern {
  const host = text === '*' ? text : parseHost(text);
  if (host) return host;
  throw new TuneloopError('CONFIG_INVALID', `"${text}" is not a host; write it like "llm" or "llm:8000".`);
}

function readOrigin(text: string): string {
  const origin = URL.canParse(text) ? originOf(new URL(text)) : undefined;
  if (origin !== undefined) return origin;
  const message = `"${text}" is not an origin; write it like "https://app.example", or the host alone.`;
  throw new TuneloopError('CONFIG_INVALID', message);
}

/** `chrome-extension://id` and its like have no origin in the URL standard's sense, but browsers send it so. */
function originOf(url: URL): string | undefined {
  if (url.origin !== 'null') return url.origin;
  return url.host === '' ? undefined : `${url.protocol}//${url.host}`;
}
