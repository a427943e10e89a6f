import { getCountrySpecifications, isValidIBAN } from 'ibantools';
import type { Finding } from '../redaction/finding.ts';
import type { Scan } from '../redaction/scan.ts';

const lengths = new Map(
  Object.entries(getCountrySpecifications()).map(([country, { chars }]) => [country, chars ?? 0]),
);
const start = /(?<![\w\u00C0-\u024F])[A-Za-z]{2}[ -]?\d{2}(?=[ \u00A0\u202F-]?[A-Za-z0-9])/g;

/** International bank account numbers (ISO 13616), in groups or not: length, structure and check digits are right. */
export function findIbans(scan: Scan, found: Finding[]): void {
  for (const match of scan.text.matchAll(start)) {
    const length = lengths.get(match[0].slice(0, 2).toUpperCase());
    if (length === undefined || length === 0) continue;
    const end = endOfIban(scan.text, match.index, length);
    if (end !== undefined) found.push({ type: 'iban', start: match.index, end, confidence: 0.99 });
  }
}

/** Takes `length` letters and digits with at most one space or hyphen between two of them. */
function endOfIban(text: string, start: number, length: number): number | undefined {
  let iban = '';
  let index = start;
  for (; iban.length < length; index++) {
    const character = text[index];
    if (character === undefined) return undefined;
    if (/[A-Za-z0-9]/.test(character)) iban += character.toUpperCase();
    else if (!/[ \u00A0\u202F-]/.test(character) || !/[A-Za-z0-9]/.test(text[index - 1] ?? '')) return undefined;
  }
  if (/[A-Za-z0-9]/.test(text[index] ?? '')) return undefined;
  return isValidIBAN(iban) ? index : undefined;
}
