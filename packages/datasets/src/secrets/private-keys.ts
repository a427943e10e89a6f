import { allMatches } from '../redaction/all-matches.ts';
import type { Finding } from '../redaction/finding.ts';
import type { Scan } from '../redaction/scan.ts';

const begin = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const endMark = '-----END ';
/** More than any key has; a block whose end is missing is taken to here. */
const longestBlock = 32_768;

/** Private keys in PEM (RFC 7468) and of OpenPGP. Of a block that was cut off, what there is of it. */
export function findPrivateKeys(scan: Scan, found: Finding[]): void {
  const { text } = scan;
  if (!text.includes('-----BEGIN ')) return;
  let close = 0;
  let from = 0;
  for (const { 0: mark, index } of allMatches(begin, text)) {
    if (index < from) continue;
    const body = index + mark.length;
    // Looked for again only once it is passed, so that many blocks without an end take no longer than one.
    if (close >= 0 && close < body) close = text.indexOf(endMark, body);
    from = close < 0 || close - index > longestBlock ? endOfBody(text, body) : endOfMark(text, close);
    found.push({ type: 'private-key', start: index, end: from, confidence: 0.99 });
  }
}

function endOfMark(text: string, close: number): number {
  const dashes = text.slice(close, close + 64).indexOf('-----', endMark.length);
  return dashes < 0 ? close : close + dashes + 5;
}

/** Base64 and line ends, also those that are escaped. */
function endOfBody(text: string, from: number): number {
  const rest = /[A-Za-z0-9+/=\s\\:,-]{0,32768}/y;
  rest.lastIndex = from;
  return rest.test(text) ? rest.lastIndex : from;
}
