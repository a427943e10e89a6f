import { isIPv6 } from 'node:net';
import { allMatches } from '../redaction/all-matches.ts';
import type { Finding } from '../redaction/finding.ts';
import type { Scan } from '../redaction/scan.ts';

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const version4 = new RegExp(`(?<![\\w.-])(?:${octet}\\.){3}${octet}(?![\\w-]|\\.\\d)`, 'g');
const version6 = /(?<![\w:.])[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?![\w:])/gi;
const versionWords = /(?:version|ver\.?|release|firmware|v\.)\s*$/i;

/** Addresses of IPv4 and IPv6 (RFC 4291, without zone or embedded IPv4); not those of this machine itself. */
export function findIpAddresses(scan: Scan, found: Finding[]): void {
  if (!/[.:]/.test(scan.text)) return;
  for (const { 0: address, index } of allMatches(version4, scan.text)) {
    if (/^(?:0|127)\./.test(address) || versionWords.test(scan.before(index))) continue;
    found.push({ type: 'ip-address', start: index, end: index + address.length, confidence: 0.8 });
  }
  for (const { 0: address, index } of allMatches(version6, scan.text)) {
    if (address.length < 6 || !/\d/.test(address) || !isIPv6(address)) continue;
    found.push({ type: 'ip-address', start: index, end: index + address.length, confidence: 0.8 });
  }
}
