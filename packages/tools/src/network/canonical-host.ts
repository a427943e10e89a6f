import { isIPv6 } from 'node:net';
import { TuneloopError } from '@tuneloop/protocol';

/**
 * A host as WHATWG's URL standard reads it: lower case, Punycode, and every notation of an IPv4 address (decimal, octal,
 * hexadecimal, with fewer parts) as four decimal numbers. An IPv6 address comes back without brackets.
 *
 * Errors: `INVALID_REQUEST` for anything else than a host name or an IP address.
 */
export function canonicalHost(text: string): string {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (isIPv6(bare) && !bare.includes('%')) return hostOf(new URL(`http://[${bare}]`));
  const url = `http://${text}/`;
  // Everything that would be read as another part of a URL, or decoded by it.
  if (text.length > 253 || /[^\p{L}\p{M}\p{N}._-]/u.test(text) || !URL.canParse(url)) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `"${text.slice(0, 80)}" is not a host name. Give a name such as "example.org" or an IP address, without scheme, port and path.`,
    );
  }
  return hostOf(new URL(url));
}

/** The host of a URL without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
