import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import type { Finding } from '../redaction/finding.ts';
import type { Scan } from '../redaction/scan.ts';
import type { DigitGroup } from './number-sequences.ts';
import { gluedToWord } from './word-boundary.ts';

/** Whose national numbers (without a country code) are looked for, where nobody says. */
export const defaultPhoneRegions: readonly CountryCode[] = [
  ...(['US', 'GB', 'DE', 'FR', 'ES', 'IT', 'NL', 'BE', 'AT', 'CH', 'PL', 'PT'] as const),
  ...(['BR', 'MX', 'JP', 'CN', 'IN', 'EG', 'SA', 'AE', 'TR', 'KR', 'RU', 'SE'] as const),
];

/**
 * How often libphonenumber is asked in one text (≈ 20 µs each). After that a number with a country code counts unverified:
 * a text made of millions of them must not hold up the program, and is redacted all the same.
 */
const mostVerifications = 500;

const words = new RegExp(
  [
    'phone|tel[.:]|\\btel\\b|\\bcell\\b|mobile|\\bfax|\\bcall\\b|\\bdial|\\bring\\b|whats ?app|\\bsms\\b|\\btext me|signal',
    'telefon|handy|rufnummer|mobil|nummer ist|anrufen|erreichbar|téléphone|portable|appel|joindre',
    'teléfono|móvil|llám|celular|telefono|cellulare|chiama|telefoon|mobiel|telefoonnummer|\\bbel\\b',
    'komórk|zadzwo|telefone|telemóvel|ligue|телефон|звон|電話|携帯|連絡|联系|でんわ|电话|手机|致电|전화|휴대',
    'هاتف|جوال|موبايل|اتصل|تليفون|फ़ोन|फोन|मोबाइल|कॉल',
  ].join('|'),
  'i',
);

/** Forms of national numbers that are hardly anything else. */
const distinctive: readonly (readonly [form: RegExp, region: CountryCode])[] = [
  [/^\(\d{3}\) ?\d{3}-\d{4}$/, 'US'],
  [/^\d{3}-\d{3}-\d{4}$/, 'US'],
  [/^0\d(?:[ .]\d\d){4}$/, 'FR'],
  [/^0\d{1,3}-\d{2,4}-\d{4}$/, 'JP'],
  [/^0(?:1\d{3}|7\d{3}) \d{6}$/, 'GB'],
  [/^\(\d{2}\) ?9?\d{4}-\d{4}$/, 'BR'],
];

/** Telephone numbers: international ones anywhere, national ones beside a word for them or in a form of their own. */
export function findPhones(scan: Scan, found: Finding[], regions: readonly CountryCode[] = defaultPhoneRegions): void {
  const verify = verifier();
  for (const { groups } of scan.numbers) {
    for (let first = 0; first < groups.length; first++) {
      const phone = phoneAt(scan, groups, first, regions, verify);
      if (phone === undefined) continue;
      found.push(phone);
      while (first + 1 < groups.length && groups[first + 1]!.start < phone.end) first++;
    }
  }
}

type Verify = (number: string, region?: CountryCode) => boolean | undefined;

/** `undefined` once there were too many questions. */
function verifier(): Verify {
  let asked = 0;
  return (number, region) =>
    asked++ < mostVerifications ? (parsePhoneNumberFromString(number, region)?.isValid() ?? false) : undefined;
}

function phoneAt(
  scan: Scan,
  groups: readonly DigitGroup[],
  first: number,
  regions: readonly CountryCode[],
  verify: Verify,
): Finding | undefined {
  const { text } = scan;
  const group = groups[first]!;
  const prefix = /[+\uFF0B]\(?$/.exec(text.slice(Math.max(0, group.start - 2), group.start))?.[0] ?? '';
  if (prefix === '' && gluedToWord(text, group.start, -1)) return undefined;
  const ends = possibleEnds(text, groups, first);
  if (prefix !== '') return international(text, group.start - prefix.length, ends, verify);
  if (ends.length === 0) return undefined;
  const idd = group.digits.startsWith('00') ? ends.filter(({ digits }) => digits.length > 10) : [];
  const start = text[group.start - 1] === '(' ? group.start - 1 : group.start;
  for (const { end, digits } of idd) {
    if (verify(`+${digits.slice(2)}`) === true) return { type: 'phone', start, end, confidence: 0.8 };
  }
  const form = ends.map(({ end }) => ({
    end,
    region: regionOfForm(text.slice(start, end).normalize('NFKC'), regions),
  }));
  for (const { end, region } of form) {
    if (region !== undefined && verify(text.slice(start, end).normalize('NFKC'), region) === true) {
      return { type: 'phone', start, end, confidence: 0.75 };
    }
  }
  if (first > 0 && groups[first - 1]!.end === group.start - 1 && /[.\-/]/.test(text[group.start - 1]!))
    return undefined;
  if (isDate(text.slice(start, ends[0]!.end)) || !words.test(scan.before(start))) return undefined;
  for (const { end, digits } of ends) {
    if (digits.length < (digits.startsWith('0') ? 7 : 9)) continue;
    if (regions.some((region) => verify(digits, region) === true))
      return { type: 'phone', start, end, confidence: 0.8 };
  }
  return undefined;
}

/** Where a number that begins with this group may end, the longest first: 7 to 15 digits, a plain end. */
function possibleEnds(text: string, groups: readonly DigitGroup[], first: number): { end: number; digits: string }[] {
  const ends: { end: number; digits: string }[] = [];
  let digits = '';
  for (let index = first; index < Math.min(groups.length, first + 9); index++) {
    const group = groups[index]!;
    digits += group.digits;
    if (group.digits === '' || digits.length > 15) break;
    if (
      index > first &&
      !/^(?:[ \u00A0\u2009\u202F.\-/\u2010\u2011\uFF0D]|\) ?|\)-| ?\(| [-\u2013/] )$/.test(
        text.slice(groups[index - 1]!.end, group.start),
      )
    )
      break;
    if (digits.length >= 7 && !gluedToWord(text, group.end, 1)) ends.unshift({ end: group.end, digits });
  }
  return ends;
}

function international(
  text: string,
  start: number,
  ends: readonly { end: number; digits: string }[],
  verify: Verify,
): Finding | undefined {
  if (gluedToWord(text, start, -1)) return undefined;
  for (const { end, digits } of ends) {
    // The 0 that is dialled inside the country alone: +44 (0)20 …
    const trunk = /^.{1,6}\(0\)/.test(text.slice(start, end)) ? digits.replace(/^(\d{1,3}?)0/, '$1') : digits;
    const valid = verify(`+${trunk}`);
    if (valid !== false) return { type: 'phone', start, end, confidence: valid === true ? 0.95 : 0.5 };
  }
  return undefined;
}

function regionOfForm(number: string, regions: readonly CountryCode[]): CountryCode | undefined {
  return distinctive.find(([form, region]) => form.test(number) && regions.includes(region))?.[1];
}

function isDate(text: string): boolean {
  return /^(?:(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:19|20)\d\d)/.test(text);
}
