import type { Finding } from '../redaction/finding.ts';
import type { Scan } from '../redaction/scan.ts';
import { luhn } from './check-digits.ts';
import { gluedToWord } from './word-boundary.ts';
import type { DigitGroup } from './number-sequences.ts';

/** How cards are embossed and typed: lengths of the groups. */
const groupings = new Set(['16', '15', '14', '19', '4-4-4-4', '4-6-5', '4-6-4', '4-4-4-4-3', '8-8']);

/** Ranges of ISO/IEC 7812 issuers: Visa, Mastercard, American Express, Discover, Diners, JCB, UnionPay. */
const issuers: readonly (readonly [length: RegExp, prefix: RegExp])[] = [
  [/^16$/, /^(?:4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|6011|64[4-9]|65|35(?:2[89]|[3-8]))/],
  [/^15$/, /^3[47]/],
  [/^14$/, /^3(?:0[0-5]|[689])/],
  [/^1[69]$/, /^62/],
];

const words =
  /card|visa|master|amex|american express|credit|debit|karte|carte|tarjeta|cart[aã]o|carta|kaart|kart[ay]|カード|信用卡|银行卡|卡号|بطاقة|कार्ड/i;

/** Numbers of payment cards: issuer, length, grouping and Luhn's check digit are right. */
export function findPaymentCards(scan: Scan, found: Finding[]): void {
  for (const { groups } of scan.numbers) {
    for (let first = 0; first < groups.length; first++) {
      const count = cardAt(scan.text, groups, first);
      if (count === 0) continue;
      const { start } = groups[first]!;
      const { end } = groups[first + count - 1]!;
      const sure = count > 1 || words.test(scan.before(start));
      found.push({ type: 'payment-card', start, end, confidence: sure ? 0.95 : 0.7 });
      first += count - 1;
    }
  }
}

/** How many groups from `first` are a card; 0 where none are. */
function cardAt(text: string, groups: readonly DigitGroup[], first: number): number {
  if (gluedToWord(text, groups[first]!.start, -1)) return 0;
  let digits = '';
  const lengths: number[] = [];
  for (const [offset, group] of groups.slice(first, first + 5).entries()) {
    if (offset > 0 && !joins(text, groups, first, first + offset)) return 0;
    digits += group.digits;
    lengths.push(group.digits.length);
    if (digits.length > 19) return 0;
    if (groupings.has(lengths.join('-')) && isCard(digits) && !gluedToWord(text, group.end, 1)) return offset + 1;
  }
  return 0;
}

/** Whether a single space or hyphen stands before this group, the same as between the first two. */
function joins(text: string, groups: readonly DigitGroup[], first: number, index: number): boolean {
  const between = text.slice(groups[index - 1]!.end, groups[index]!.start);
  return between.length === 1 && !'./()'.includes(between) && between === text[groups[first]!.end];
}

function isCard(digits: string): boolean {
  const length = String(digits.length);
  return issuers.some(([lengths, prefix]) => lengths.test(length) && prefix.test(digits)) && luhn(digits);
}
