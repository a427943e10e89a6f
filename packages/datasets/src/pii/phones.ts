import type { CountryCode } from 'libphonenumber-js/min';
import type { Finding } from '../redaction/finding.ts';
import type { Scan } from '../redaction/scan.ts';
import { phoneCandidates, type PhoneCandidate } from './phone-candidates.ts';
import { createPhoneVerifier, type PhoneVerifier } from './phone-verifier.ts';
import { phoneWords } from './phone-words.ts';

/** Whose national numbers (without a country code) are looked for, where nobody says. */
export const defaultPhoneRegions: readonly CountryCode[] = [
  ...(['US', 'GB', 'DE', 'FR', 'ES', 'IT', 'NL', 'BE', 'AT', 'CH', 'PL', 'PT'] as const),
  ...(['BR', 'MX', 'JP', 'CN', 'IN', 'EG', 'SA', 'AE', 'TR', 'KR', 'RU', 'SE'] as const),
];

/** Forms of national numbers that are hardly anything else. */
const distinctive: readonly (readonly [form: RegExp, region: CountryCode])[] = [
  [/^\(\d{3}\) ?\d{3}-\d{4}$/, 'US'],
  [/^\d{3}-\d{3}-\d{4}$/, 'US'],
  [/^0\d(?:[ .]\d\d){4}$/, 'FR'],
  [/^0\d{1,3}-\d{2,4}-\d{4}$/, 'JP'],
  [/^0(?:1\d{3}|7\d{3}) \d{6}$/, 'GB'],
  [/^\(\d{2}\) ?9?\d{4}-\d{4}$/, 'BR'],
];
/** The 0 that is dialled inside the country alone: +44 (0)20 … */
const trunkZero = /^\+?\(?\d{1,3}\)? ?\(0\)/;
const date = /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:19|20)\d\d)/;
/** Of candidates that are only possible, or could not be verified; they are rather hidden than not. */
const unverified = 0.5;

/** How sure it is that a candidate is a number; 0 where it is none. */
type Judge = (candidate: PhoneCandidate) => number;

/** Telephone numbers: international ones anywhere, national ones beside a word for them or in a form of their own. */
export function findPhones(scan: Scan, found: Finding[], regions: readonly CountryCode[] = defaultPhoneRegions): void {
  const verify = createPhoneVerifier();
  const judges: Judge[] = [
    (candidate) => international(candidate, verify),
    (candidate) => inItsOwnForm(candidate, regions, verify),
    (candidate) => besideAWord(candidate, scan, regions, verify),
  ];
  for (const { groups } of scan.numbers) {
    let end = 0;
    for (let first = 0; first < groups.length; first++) {
      if (groups[first]!.start < end) continue;
      const phone = bestOf(phoneCandidates(scan.text, groups, first), judges);
      if (phone === undefined) continue;
      found.push(phone);
      ({ end } = phone);
    }
  }
}

/** The first judge that is sure of any candidate decides, and the longest one that it is sure of is taken. */
function bestOf(candidates: readonly PhoneCandidate[], judges: readonly Judge[]): Finding | undefined {
  for (const judge of judges) {
    for (const candidate of candidates) {
      const confidence = judge(candidate);
      if (confidence > 0) return { type: 'phone', start: candidate.start, end: candidate.end, confidence };
    }
  }
  return undefined;
}

function international(candidate: PhoneCandidate, verify: PhoneVerifier): number {
  const { digits, form, isInternational } = candidate;
  if (isInternational) {
    const known = verify(`+${trunkZero.test(form) ? digits.replace(/^(\d{1,3}?)0/, '$1') : digits}`);
    if (known === 'no') return 0;
    return known === 'valid' ? 0.95 : unverified;
  }
  // Without any space it might as well be an article's number.
  const isDialled = digits.startsWith('00') && digits.length > 10 && form.length > digits.length;
  return isDialled && verify(`+${digits.slice(2)}`) === 'valid' ? 0.8 : 0;
}

function inItsOwnForm(candidate: PhoneCandidate, regions: readonly CountryCode[], verify: PhoneVerifier): number {
  if (candidate.isInternational) return 0;
  const region = distinctive.find(([form, region]) => regions.includes(region) && form.test(candidate.form))?.[1];
  const known = region === undefined ? 'no' : verify(candidate.form, region);
  return known === 'valid' || known === undefined ? 0.75 : 0;
}

function besideAWord(
  candidate: PhoneCandidate,
  scan: Scan,
  regions: readonly CountryCode[],
  verify: PhoneVerifier,
): number {
  const { start, digits, form, isInternational } = candidate;
  if (isInternational || digits.length < (digits.startsWith('0') ? 7 : 9)) return 0;
  // The middle of a longer number, or a date.
  if (/\d[.\-/]$/.test(scan.text.slice(Math.max(0, start - 2), start)) || date.test(form)) return 0;
  if (!phoneWords.test(scan.before(start))) return 0;
  if (regions.some((region) => verify(digits, region) === 'valid')) return 0.8;
  // Not in use, but written like one: people write wrong numbers too.
  return digits.length <= 12 && form.length > digits.length + 1 ? unverified : 0;
}
