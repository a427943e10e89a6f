import type { Finding } from '../redaction/finding.ts';
import type { Scan } from '../redaction/scan.ts';
import { luhn } from './check-digits.ts';
import { gluedToWord } from './word-boundary.ts';
import type { DigitGroup } from './number-sequences.ts';

/** How cards are embossed and typed: lengths of the groups. */
const groupings = new Set(['16', '15', '14', '4-4-4-4', '4-6-5', '4-6-4', '4-4-4-4-3', '8-8']);
/** Other lengths of older and local cards; beside a word for a card alone. */
const rareGroupings = new Set(['12', '13', '17', '18', '19', '6-13', '4-4-5']);

/** Ranges of ISO/IEC 7812 issuers: Visa, Mastercard, American Express, Discover, Diners, JCB, UnionPay. */
const issuers: readonly (readonly [length: RegExp, prefix: RegExp])[] = [
  [/^16$/, /^(?:4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|6011|64[4-9]|65|35(?:2[89]|[3-8]))/],
  [/^15$/, /^(?:3[47]|2131|1800)/],
  [/^14$/, /^3(?:0[0-5]|[689])/],
  [/^1[69]$/, /^62/],
];

const words =
  /card|visa|master|amex|american express|credit|debit|karte|carte|tarjeta|cart[aã]o|carta|kaart|kart[ay]|カード|信用卡|银行卡|卡号|بطاقة|कार्ड/i;

/** Numbers of payment cards: issuer, length, grouping and Luhn's check digit are right. */
export function findPaymentCards(scan: Scan, found: Finding[]): void {
  for (const { groups } of scan.numbers) {
    for (let first = 0; first < groups.length; first++) {
      const { start } = groups[first]!;
      if (gluedToWord(scan.text, start, -1)) continue;
      const card = cardAt(scan, groups, first);
      if (card === undefined) continue;
      const { end } = groups[first + card.groups - 1]!;
      found.push({ type: 'payment-card', start, end, confidence: card.confidence });
      first += card.groups - 1;
    }
  }
}

function cardAt(
  scan: Scan,
  groups: readonly DigitGroup[],
  first: number,
): { groups: number; confidence: number } | undefined {
  let digits = '';
  const lengths: number[] = [];
  for (const [offset, group] of groups.slice(first, first + 5).entries()) {
    if (offset > 0 && !joins(scan.text, groups, first, first + offset)) return undefined;
    digits += group.digits;
    lengths.push(group.digits.length);
    if (group.digits === '' || digits.length > 19) return undefined;
    const grouping = lengths.join('-');
    const isUsual = groupings.has(grouping);
    if (!isUsual && !rareGroupings.has(grouping)) continue;
    if (gluedToWord(scan.text, group.end, 1) || !luhn(digits)) continue;
    const isNamed = words.test(scan.before(groups[first]!.start));
    const isKnown = isUsual && hasIssuer(digits);
    if (isKnown) return { groups: offset + 1, confidence: isNamed || offset > 0 ? 0.95 : 0.7 };
    if (isNamed) return { groups: offset + 1, confidence: 0.8 };
  }
  return undefined;
}

/** Whether a single space or hyphen stands before this group, the same as between the first two. */
function joins(text: string, groups: readonly DigitGroup[], first: number, index: number): boolean {
  const between = text.slice(groups[index - 1]!.end, groups[index]!.start);
  return between.length === 1 && !'./()'.includes(between) && between === text[groups[first]!.end];
}

function hasIssuer(digits: string): boolean {
  const length = String(digits.length);
  return issuers.some(([lengths, prefix]) => lengths.test(length) && prefix.test(digits));
}
