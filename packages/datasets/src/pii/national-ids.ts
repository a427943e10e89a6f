import type { Finding } from '../redaction/finding.ts';
import type { Scan } from '../redaction/scan.ts';
import { nationalIdKinds, type NationalIdKind } from './national-id-kinds.ts';
import type { DigitGroup } from './number-sequences.ts';
import { gluedToWord } from './word-boundary.ts';

const mostGroups = 7;
const longest = 18;
const sureWithWord = 0.95;

/** Identity and tax numbers of some countries, by form and check digits ({@link nationalIdKinds}). */
export function findNationalIds(scan: Scan, found: Finding[]): void {
  for (const { groups } of scan.numbers) {
    for (let first = 0; first < groups.length; first++) {
      const finding = idAt(scan, groups, first);
      if (finding === undefined) continue;
      found.push(finding);
      while (first + 1 < groups.length && groups[first + 1]!.start < finding.end) first++;
    }
  }
  findFiscalCodes(scan, found);
}

function idAt(scan: Scan, groups: readonly DigitGroup[], first: number): Finding | undefined {
  const { text } = scan;
  const { start: digitsStart } = groups[first]!;
  // A Spanish NIE begins with a letter.
  const letter = /(?<![\w])[XYZ]-?$/.exec(text.slice(Math.max(0, digitsStart - 3), digitsStart))?.[0] ?? '';
  if (letter === '' && gluedToWord(text, digitsStart, -1)) return undefined;
  const start = digitsStart - letter.length;
  // A part of something longer, such as a UUID.
  if (/\w-$/.test(text.slice(Math.max(0, start - 2), start))) return undefined;
  let number = letter.slice(0, 1);
  const lengths: number[] = [];
  let best: Finding | undefined;
  for (const group of groups.slice(first, first + mostGroups)) {
    number += group.digits;
    lengths.push(group.digits.length);
    if (group.digits === '' || number.length > longest) break;
    if (number.length < 8) continue;
    const last = /^-?[A-Za-z](?![\w])/.exec(text.slice(group.end, group.end + 3))?.[0] ?? '';
    const after = text.slice(group.end + last.length, group.end + last.length + 2);
    if (/^-\w/.test(after) || (last === '' && gluedToWord(text, group.end, 1))) continue;
    const confidence = confidenceOf(scan, number + last.slice(-1).toUpperCase(), lengths.join('-'), start);
    if (confidence > (best?.confidence ?? 0)) {
      best = { type: 'national-id', start, end: group.end + last.length, confidence };
    }
  }
  return best;
}

function confidenceOf(scan: Scan, number: string, grouping: string, start: number): number {
  let best = 0;
  for (const kind of nationalIdKinds) {
    if (!kind.form.test(number) || !kind.check(number)) continue;
    best = Math.max(best, kind.words.test(scan.before(start)) ? sureWithWord : alone(kind, grouping));
  }
  return best;
}

function alone(kind: NationalIdKind, grouping: string): number {
  return kind.grouped === undefined || kind.grouped.test(grouping) ? kind.confidence : 0;
}

const fiscalCode = /(?<![A-Za-z\d])[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![A-Za-z\d])/g;
/** What a character at an odd place (from 1) counts, of A to Z and, the same, of 0 to 9. */
const oddValues = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
] as const;

/** Italian codici fiscali (D.M. 23/12/1976): their check letter is of all the characters before it. */
function findFiscalCodes(scan: Scan, found: Finding[]): void {
  for (const { text: code, start } of scan.matchesInLongRuns(fiscalCode)) {
    const sum = Array.from(code.slice(0, -1)).reduce((sum, character, place) => {
      const value = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65;
      return sum + (place % 2 === 0 ? oddValues[value]! : value);
    }, 0);
    if (String.fromCharCode(65 + (sum % 26)) !== code.at(-1)) continue;
    found.push({ type: 'national-id', start, end: start + code.length, confidence: sureWithWord });
  }
}
