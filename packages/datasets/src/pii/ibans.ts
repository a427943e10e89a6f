import { getCountrySpecifications } from 'ibantools';
import { allMatches } from '../redaction/all-matches.ts';
import type { Finding } from '../redaction/finding.ts';
import type { Scan } from '../redaction/scan.ts';

/** Length and structure by country. Check digits within an account number are passed over: wrong ones are private too. */
const countries = new Map(
  Object.entries(getCountrySpecifications()).flatMap(([country, { chars, bban_regexp: account }]) =>
    chars === null || account === null ? [] : [[country, { length: chars, account: new RegExp(account) }] as const],
  ),
);
const start = /(?<![\w\u00C0-\u024F])[A-Za-z]{2}[ -]?\d{2}(?=[ \u00A0\u202F-]?[A-Za-z0-9])/g;

/** International bank account numbers (ISO 13616), in groups or not: length, structure and check digits are right. */
export function findIbans(scan: Scan, found: Finding[]): void {
  if (scan.numbers.length === 0) return;
  for (const match of allMatches(start, scan.text)) {
    const country = countries.get(match[0].slice(0, 2).toUpperCase());
    const number = country && takeCharacters(scan.text, match.index, country.length);
    if (!number || !country.account.test(number.characters.slice(4)) || !isDivisible(number.characters)) continue;
    const { end } = number;
    found.push({ type: 'iban', start: match.index, end, confidence: 0.99 });
  }
}

/** `length` letters and digits with at most one space or hyphen between two of them, and where they end. */
function takeCharacters(text: string, start: number, length: number): { characters: string; end: number } | undefined {
  let characters = '';
  let end = start;
  for (; characters.length < length; end++) {
    const character = text[end];
    if (character === undefined) return undefined;
    if (/[A-Za-z0-9]/.test(character)) characters += character.toUpperCase();
    else if (!/[ \u00A0\u202F-]/.test(character) || !/[A-Za-z0-9]/.test(text[end - 1] ?? '')) return undefined;
  }
  return /[A-Za-z0-9]/.test(text[end] ?? '') ? undefined : { characters, end };
}

/** ISO/IEC 7064 MOD 97-10, with letters as 10 to 35 and the first four characters at the end. */
function isDivisible(iban: string): boolean {
  const digits = (iban.slice(4) + iban.slice(0, 4)).replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
