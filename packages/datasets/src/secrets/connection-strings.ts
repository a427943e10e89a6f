import type { Finding } from '../redaction/finding.ts';
import type { Scan } from '../redaction/scan.ts';
import { isPlaceholder } from './placeholder-values.ts';

const credentials = /[^\s:@/?#"'`<>]{0,256}:(?<password>[^\s/"'`<>]{1,256})@(?=[\w[.-])/y;

/** Surer than an e-mail address, which the password and the host after it look like. */
const sure = 0.97;

/** The password of a URL or connection string: `postgres://app:PASSWORD@host/db` (RFC 3986, userinfo). */
export function findConnectionPasswords(scan: Scan, found: Finding[]): void {
  const { text } = scan;
  for (let mark = text.indexOf('://'); mark >= 0; mark = text.indexOf('://', mark + 3)) {
    if (!/[A-Za-z0-9+.]/.test(text[mark - 1] ?? '')) continue;
    credentials.lastIndex = mark + 3;
    const password = credentials.exec(text)?.groups?.['password'];
    if (password === undefined || isPlaceholder(password)) continue;
    const end = credentials.lastIndex - 1;
    found.push({ type: 'password', start: end - password.length, end, confidence: sure });
  }
}
