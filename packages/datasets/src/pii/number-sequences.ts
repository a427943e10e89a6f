import { allMatches } from '../redaction/all-matches.ts';
/** A run of digits of any script, as ASCII; empty where there are more than any number that is looked for has. */
export interface DigitGroup {
  start: number;
  end: number;
  digits: string;
}

/**
 * Digits as people group them: `4111 1111 1111 1111`, `(030) 12 34-56`. Between two groups there are one to three spaces,
 * hyphens, dots, slashes or brackets.
 */
export interface NumberSequence {
  groups: DigitGroup[];
}

const longestGroup = 24;
const separators = /^[ \-./()\u00A0\u2009\u202F\u2010\u2011\u2013\u3000\uFF0D]{0,3}$/;
/** The digit 0 of the scripts whose digits are used beside the European ones. */
const zeros = ['\u0660', '\u06F0', '\u0966', '\u09E6', '\uFF10'] as const;
const digitRun = /[\d\u0660-\u0669\u06F0-\u06F9\u0966-\u096F\u09E6-\u09EF\uFF10-\uFF19]+/g;

/** One pass over the text. */
export function findNumberSequences(text: string): NumberSequence[] {
  const sequences: NumberSequence[] = [];
  let groups: DigitGroup[] = [];
  for (const { 0: run, index: start } of allMatches(digitRun, text)) {
    const last = groups.at(-1);
    if (last === undefined || !separators.test(text.slice(last.end, Math.min(start, last.end + 4)))) {
      groups = [];
      sequences.push({ groups });
    }
    groups.push({ start, end: start + run.length, digits: run.length > longestGroup ? '' : inAscii(run) });
  }
  return sequences;
}

function inAscii(run: string): string {
  if (run.charCodeAt(0) < 0x80 && /^\d+$/.test(run)) return run;
  return run.replaceAll(/\D/g, (digit) => {
    const zero = zeros.findLast((zero) => zero <= digit)!;
    return String(digit.charCodeAt(0) - zero.charCodeAt(0));
  });
}
