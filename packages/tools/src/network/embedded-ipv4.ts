import ipaddr from 'ipaddr.js';

type Bytes = readonly number[];

const mapped = ipaddr.IPv6.parseCIDR('::ffff:0:0/96');
const compatible = ipaddr.IPv6.parseCIDR('::/96');
const translatedRfc2765 = ipaddr.IPv6.parseCIDR('::ffff:0:0:0/96');
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
const localNat64 = ipaddr.IPv6.parseCIDR('64:ff9b:1::/48');
const sixToFour = ipaddr.IPv6.parseCIDR('2002::/16');
const teredo = ipaddr.IPv6.parseCIDR('2001::/32');

/**
 * The IPv4 addresses that a router or the kernel may send to in place of this IPv6 address; none for most.
 *
 * Sources: RFC 4291 (mapped, compatible), RFC 6052 and 8215 (NAT64), RFC 3056 (6to4), RFC 4380 (Teredo: the server,
 * and the client with its bits inverted), RFC 5214 (ISATAP, below any prefix).
 */
export function embeddedIPv4(address: ipaddr.IPv6): ipaddr.IPv4[] {
  const bytes: Bytes = address.toByteArray();
  const last = bytes.slice(12);
  if ([mapped, compatible, translatedRfc2765, nat64].some((block) => address.match(block))) return [ipv4(last)];
  if (address.match(sixToFour)) return [ipv4(bytes.slice(2, 6))];
  if (address.match(teredo)) return [ipv4(bytes.slice(4, 8)), ipv4(last.map((byte) => byte ^ 0xff))];
  // How long the prefix is within it is for the network to choose: every layout of RFC 6052, whose byte 8 stays empty.
  if (address.match(localNat64)) {
    return [
      [6, 7, 9, 10],
      [7, 9, 10, 11],
      [9, 10, 11, 12],
      [12, 13, 14, 15],
    ].map((places) => ipv4(places.map((place) => bytes[place]!)));
  }
  return isIsatap(bytes) ? [ipv4(last)] : [];
}

function isIsatap(bytes: Bytes): boolean {
  return (bytes[8]! & 0xfd) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
}

function ipv4(bytes: Bytes): ipaddr.IPv4 {
  return new ipaddr.IPv4([...bytes]);
}
