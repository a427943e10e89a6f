import type { DigitGroup } from './number-sequences.ts';
import { gluedToWord } from './word-boundary.ts';

/** What may be a telephone number: from `start`, with what is dialled. */
export interface PhoneCandidate {
  start: number;
  /** Behind its extension, where it has one. */
  end: number;
  /** As it is written, but for the digits' script and an extension. */
  form: string;
  /** 7 to 15 of them (ITU-T E.164). */
  digits: string;
  /** Whether it begins with +. */
  isInternational: boolean;
}

const mostGroups = 9;
const mostDigits = 15;
const leastDigits = 7;
const plus = /[+\uFF0B]\(?$/;
const between = /^(?:[ \u00A0\u2009\u202F.\-/\u2010\u2011\uFF0D]|\) ?|\)-| ?\(| [-\u2013/] )$/;

/** `x123`, ` ext. 123` */
const extensions = /^(?:x| ?ext\.? ?| x|#)\d{1,5}(?!\d)/i;
const longestExtension = 12;

/** All that begin with this group of digits, the longest first. */
export function phoneCandidates(text: string, groups: readonly DigitGroup[], first: number): PhoneCandidate[] {
  const { start: digitsStart } = groups[first]!;
  const prefix = plus.exec(text.slice(Math.max(0, digitsStart - 2), digitsStart))?.[0] ?? '';
  const start = digitsStart - (prefix.length || Number(text[digitsStart - 1] === '('));
  if (gluedToWord(text, start, -1)) return [];
  const candidates: PhoneCandidate[] = [];
  let digits = '';
  for (const [offset, group] of groups.slice(first, first + mostGroups).entries()) {
    const previous = groups[first + offset - 1];
    if (offset > 0 && !between.test(text.slice(previous!.end, group.start))) break;
    digits += group.digits;
    if (group.digits === '' || digits.length > mostDigits) break;
    if (digits.length < leastDigits) continue;
    const extension = extensions.exec(text.slice(group.end, group.end + longestExtension))?.[0] ?? '';
    if (extension === '' && gluedToWord(text, group.end, 1)) continue;
    const form = text.slice(start, group.end).normalize('NFKC');
    candidates.unshift({ start, end: group.end + extension.length, form, digits, isInternational: prefix !== '' });
  }
  return candidates;
}
