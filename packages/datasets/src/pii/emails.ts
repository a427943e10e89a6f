import type { Finding } from '../redaction/finding.ts';
import type { Scan } from '../redaction/scan.ts';

const longestLocalPart = 64;
const plainLocal = /[\w.%+'’\-\u00C0-\u024F]/;
const anyLocal = /[\p{L}\p{M}\p{N}.]/u;
const plainDomain =
  /(?:[A-Za-z0-9\u00C0-\u024F](?:[A-Za-z0-9\u00C0-\u024F-]{0,62})\.){1,8}(?:xn--[a-z0-9-]{2,59}|[A-Za-z]{2,24})(?![A-Za-z0-9_(@-])/y;
const anyDomain = /(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,62})\.){1,8}\p{L}[\p{L}\p{M}]{1,23}/uy;
/** Ends of file names that come after an @ (`logo@2x.png`), and those of packages and modules. */
const fileNames = /\.(?:png|jpe?g|gif|svg|webp|avif|ico|css|scss|js|mjs|ts|tsx|jsx|json|html|txt|zip|tgz)$/i;
/** Accounts of programs, not of people: `git@github.com:…`. */
const programs = /^git$/i;

/** E-mail addresses; domains and names of any script. */
export function findEmails(scan: Scan, found: Finding[]): void {
  const { text } = scan;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const end = endOfDomain(text, at + 1);
    if (end === undefined) continue;
    const start = startOfLocalPart(text, at);
    if (start === at || programs.test(text.slice(start, at)) || fileNames.test(text.slice(at, end))) continue;
    found.push({ type: 'email', start, end, confidence: 0.95 });
  }
}

function endOfDomain(text: string, start: number): number | undefined {
  for (const domain of [plainDomain, anyDomain]) {
    domain.lastIndex = start;
    if (domain.test(text)) return domain.lastIndex;
  }
  return undefined;
}

function startOfLocalPart(text: string, at: number): number {
  const least = Math.max(0, at - longestLocalPart);
  let start = at;
  const local = plainLocal.test(text[at - 1] ?? '') ? plainLocal : anyLocal;
  while (start > least && local.test(text[start - 1]!)) start--;
  // 山田15@…: in scripts without spaces nobody can tell where a name begins, but digits alone are none.
  if (/^[\d.]+$/.test(text.slice(start, at))) while (start > least && anyLocal.test(text[start - 1]!)) start--;
  while (start < at && /[.'’%+-]/.test(text[start]!)) start++;
  return start;
}
