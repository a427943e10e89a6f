import type { Finding } from '../redaction/finding.ts';
import type { Scan } from '../redaction/scan.ts';
import { serviceTokens } from './service-tokens.ts';

const hook = 'hooks\\.slack\\.com/(?:services|workflows)/[A-Za-z0-9/_-]{20,120}';
const alternatives = serviceTokens.map(({ prefix, rest }) => `${prefix}${rest}`);
// A letter n, r or t may be the end of an escaped line break: `\nghp_…` in JSON within a text.
const boundary = '(?<![A-Za-z0-9_]|(?<!\\\\)[nrt])|(?<=\\\\[nrt])';
const token = new RegExp(`(?:${boundary})(?:${[...alternatives, hook].join('|')})(?![A-Za-z0-9_])`, 'g');
const jwt = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,8192}\.eyJ[A-Za-z0-9_-]{4,8192}\.[A-Za-z0-9_-]{0,2048}/g;

/** Keys and tokens of known services, and JSON Web Tokens (RFC 7519). */
export function findServiceTokens(scan: Scan, found: Finding[]): void {
  for (const { text, start } of scan.matchesInLongRuns(token)) {
    if (!/\d/.test(text) && !/[a-z][A-Z]/.test(text)) continue;
    found.push({ type: 'api-key', start, end: start + text.length, confidence: 0.98 });
  }
  for (const { text, start } of scan.matchesInLongRuns(jwt)) {
    found.push({ type: 'jwt', start, end: start + text.length, confidence: 0.98 });
  }
}
