import { TuneloopError } from '@tuneloop/protocol';
import ipaddr from 'ipaddr.js';
import { embeddedIPv4 } from './embedded-ipv4.ts';

/** What an IP address is for, after IANA's registries of special-purpose addresses. Only `public` is the Internet. */
export const addressKinds = [
  'public',
  'private',
  'loopback',
  'link-local',
  /** Where clouds tell a machine its secrets; apart from the rest, so that allowing `link-local` does not allow it. */
  'metadata',
  'multicast',
  'broadcast',
  'unspecified',
  'documentation',
  /** Carrier-grade NAT, RFC 6598. */
  'shared',
  /** A public IPv4 address inside an IPv6 one (mapped, NAT64, 6to4, Teredo, ISATAP). */
  'translated',
  'reserved',
] as const;

export type AddressKind = (typeof addressKinds)[number];

/** Amazon, Azure, Google and OpenStack; Amazon's containers; Alibaba; Azure's host; Oracle; and their IPv6 forms. */
const metadataAddresses: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '169.254.169.123',
  '169.254.169.253',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
  'fe80::a9fe:a9fe',
]);

const documentationIPv4 = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'].map((block) =>
  ipaddr.IPv4.parseCIDR(block),
);
const documentationIPv6 = ['2001:db8::/32', '3fff::/20'].map((block) => ipaddr.IPv6.parseCIDR(block));
/** Nothing outside of it has been given to anybody as global unicast. */
const globalUnicastIPv6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * The kind of an address in its usual notation. IPv6 addresses that stand for an IPv4 address have the kind of that one,
 * or `translated` where that is public.
 *
 * Errors: `INVALID_REQUEST` for anything else than an IP address without a zone.
 */
export function addressKind(address: string): AddressKind {
  if (!ipaddr.isValid(address) || address.includes('%')) {
    throw new TuneloopError('INVALID_REQUEST', `"${address.slice(0, 80)}" is not an IP address.`);
  }
  const parsed = ipaddr.parse(address);
  return parsed.kind() === 'ipv4' ? kindOfIPv4(parsed as ipaddr.IPv4) : kindOfIPv6(parsed as ipaddr.IPv6);
}

function kindOfIPv4(address: ipaddr.IPv4): AddressKind {
  if (metadataAddresses.has(address.toString())) return 'metadata';
  switch (address.range()) {
    case 'unicast':
      return 'public';
    case 'private':
      return 'private';
    case 'loopback':
      return 'loopback';
    case 'linkLocal':
      return 'link-local';
    case 'multicast':
      return 'multicast';
    case 'broadcast':
      return 'broadcast';
    case 'unspecified':
      return 'unspecified';
    case 'carrierGradeNat':
      return 'shared';
    case 'amt':
    case 'as112':
    case 'benchmarking':
    case 'reserved':
      return documentationIPv4.some((block) => address.match(block)) ? 'documentation' : 'reserved';
  }
}

function kindOfIPv6(address: ipaddr.IPv6): AddressKind {
  if (metadataAddresses.has(address.toString())) return 'metadata';
  const range: string = address.range();
  if (range === 'loopback' || range === 'unspecified' || range === 'multicast') return range;
  const embedded = embeddedIPv4(address);
  if (embedded.length > 0) {
    const kinds = embedded.map(kindOfIPv4);
    return (
      kinds.find((kind) => kind === 'metadata') ??
      kinds.find((kind) => kind !== 'public' && kind !== 'unspecified') ??
      kinds.find((kind) => kind !== 'public') ??
      'translated'
    );
  }
  if (range === 'linkLocal' || range === 'deprecatedSiteLocal') return 'link-local';
  if (range === 'uniqueLocal') return 'private';
  if (documentationIPv6.some((block) => address.match(block))) return 'documentation';
  return range === 'unicast' && address.match(globalUnicastIPv6) ? 'public' : 'reserved';
}
