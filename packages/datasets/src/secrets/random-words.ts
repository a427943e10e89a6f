import { allMatches } from '../redaction/all-matches.ts';
import type { Finding } from '../redaction/finding.ts';
import type { Scan } from '../redaction/scan.ts';
import { looksRandom } from './randomness.ts';
import { keyWords, passwordWords } from './secret-words.ts';

/** Longer ones are data: images, compressed files. */
const longest = 512;
// Not what follows a dot: paths of web addresses (github.com/…/commit/…) are made of the same characters.
const longWord = /(?<![A-Za-z0-9_+/=.-])[A-Za-z0-9_+/=-]{20,}/g;
const secretWords = new RegExp(`${passwordWords}|${keyWords}`, 'iu');
/** What random words are called that are no secrets. */
const publicWords =
  /(?:commit|sha-?\d*|hash|digest|checksum|md5|etag|integrity|uuid|guid|\bids?|public[ _-]?key|fingerprint|request|(?:primary|foreign|cache|partition|sort|idempotency)[ _-]?key\b.{0,20})["'`]?\s*(?:[:=]|is|of)?\s*["'`]?$/i;
const bearer = /\b(?:[Bb]earer|BEARER|[Bb]asic)\s{1,3}(?<token>[\w.~+/=-]{16,4096})/g;

/** Long words that look random, beside a word for a secret; tokens of `Authorization` headers (RFC 6750, RFC 7617). */
export function findRandomSecrets(scan: Scan, found: Finding[]): void {
  for (const { text, start } of scan.matchesInLongRuns(longWord)) {
    if (text.length > longest || !looksRandom(text, 20)) continue;
    const before = scan.before(start);
    if (!secretWords.test(before) || publicWords.test(before)) continue;
    found.push({ type: 'secret', start, end: start + text.length, confidence: 0.6 });
  }
  if (scan.longRuns.length === 0) return;
  for (const match of allMatches(bearer, scan.text)) {
    const secret = match.groups?.['token'] ?? '';
    if (!/\d/.test(secret) && !/[a-z][A-Z]/.test(secret)) continue;
    const end = match.index + match[0].length;
    found.push({ type: 'secret', start: end - secret.length, end, confidence: 0.9 });
  }
}
