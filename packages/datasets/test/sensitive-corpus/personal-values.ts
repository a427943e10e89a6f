import { getCountrySpecifications, isValidIBAN } from 'ibantools';
import { luhn } from '../../src/pii/check-digits.ts';
import { alphanumeric, digits, lower, upper, type RandomValues } from './random-values.ts';

/** All invented. Where a country has set telephone numbers aside for films and books, they are from those. */
const phoneMasks: Readonly<Record<string, readonly string[]>> = {
  en: [
    '(415) 555-01XX',
    '212-555-01XX',
    '+1 415 555 01XX',
    '+14155550XXX'.replace('0XXX', '01XX'),
    '+44 20 7946 0XXX',
    '07911 12XXXX',
  ],
  de: ['+49 30 23125XXX', '030 23125XXX', '0171 39200XX', '+49 (0)171 39200XX', '0049 30 23125XXX', '030/23125-XXX'],
  fr: ['06 39 98 XX XX', '+33 6 39 98 XX XX', '+33639980XXX', '06.39.98.XX.XX', '0639 98 XX XX'],
  es: ['+34 612 XXX XXX', '612 XX XX XX', '912 34X XXX', '+34612XXXXXX'],
  it: ['+39 347 XXX XXXX', '347 XXXXXXX', '06 6982 XXXX', '+39 06 6982XXXX'],
  nl: ['+31 6 1234XXXX', '06-1234XXXX', '020 624 XXXX', '+31612345XXX'],
  pl: ['+48 601 XXX XXX', '601 XXX XXX', '22 621 XX XX', '601-XXX-XXX'],
  pt: ['+351 912 XXX XXX', '912 XXX XXX', '(11) 9NXXX-XXXX', '+55 11 9NXXX-XXXX'],
  ja: ['090-1234-XXXX', '03-3211-XXXX', '+81 90-1234-XXXX', '０９０－１２３４－５６７８'],
  zh: ['138 0013 XXXX', '+86 138 0013 XXXX', '1380013XXXX', '010-6552XXXX'],
  ar: ['+966 50 123 XXXX', '050 123 XXXX', '٠٥٠١٢٣٤٥٦٧', '+971 50 123 XXXX'],
  hi: ['+91 98765 4XXXX', '098765 4XXXX', '98765 4XXXX', '९८७६५ ४३२१०'],
  ru: ['+7 912 345-XX-XX', '8 (912) 345-XX-XX'],
  tr: ['+90 532 123 XX XX', '0532 123 XX XX'],
};

const names: Readonly<Record<string, readonly string[]>> = {
  en: ['grace.miller', 'j_doe+news', 'BillSmith99', "o'hara"],
  de: ['jörg.müller', 'a.schmidt', 'info-buero', 'k.weiß'],
  ja: ['tanaka.yuki', 'suzuki', '山田'],
  zh: ['zhang.wei', 'li-na88', '王芳'],
  ar: ['ahmed.hassan', 'fatima'],
  hi: ['rahul.sharma', 'priya'],
};
const domains = [
  'example.com',
  'mail.example.org',
  'beispiel.de',
  'exemple.fr',
  'example.co.uk',
  'my-firm.example.io',
  'example.museum',
];

export function email(random: RandomValues, language: string): string {
  const local = random.pick(names[language] ?? ['maria.rossi', 'jan.kowalski', 'p_dupont', 'ana99']);
  const domain = /[\u4e00-\u9fff]/.test(local)
    ? random.pick(['例え.jp', '例子.中国', 'example.com'])
    : random.pick(domains);
  return `${local}${random.below(100)}@${domain}`;
}

export function phone(random: RandomValues, language: string): string {
  return random.mask(random.pick(phoneMasks[language]!));
}

const cardPrefixes: readonly (readonly [prefix: string, length: number, grouping: readonly number[]])[] = [
  ['4', 16, [4, 4, 4, 4]],
  ['52', 16, [4, 4, 4, 4]],
  ['2300', 16, [4, 4, 4, 4]],
  ['34', 15, [4, 6, 5]],
  ['6011', 16, [4, 4, 4, 4]],
  ['3530', 16, [4, 4, 4, 4]],
];

export function paymentCard(random: RandomValues): string {
  const [prefix, length, grouping] = random.pick(cardPrefixes);
  const stem = prefix + random.characters(digits, length - prefix.length - 1);
  const number = Array.from(digits)
    .map((check) => stem + check)
    .find(luhn)!;
  const separator = random.pick(['', ' ', '-']);
  let from = 0;
  return grouping.map((size) => number.slice(from, (from += size))).join(separator);
}

const ibanCountries: Readonly<Record<string, readonly string[]>> = {
  en: ['GB', 'IE'],
  de: ['DE', 'AT', 'CH'],
  fr: ['FR', 'BE'],
  es: ['ES'],
  it: ['IT'],
  nl: ['NL'],
  pl: ['PL'],
  pt: ['PT', 'BR'],
  ar: ['SA', 'AE'],
  tr: ['TR'],
};

/** A number whose own check digits (of the country, within the account number) are right too. */
export function iban(random: RandomValues, language: string): string {
  const country = random.pick(ibanCountries[language] ?? ['DE', 'FR']);
  const form = getCountrySpecifications()[country]!.bban_regexp!;
  for (;;) {
    const account = [...form.matchAll(/\[([^\]]+)\]\{(\d+)\}/g)]
      .map(([, set, count]) => random.characters(alphabetOf(set!), Number(count)))
      .join('');
    const number = country + checkDigits(country, account) + account;
    if (!isValidIBAN(number)) continue;
    return random.pick([number, number.replaceAll(/(.{4})(?=.)/g, '$1 ')]);
  }
}

function alphabetOf(set: string): string {
  if (!set.includes('A-Z')) return digits;
  return set.includes('0-9') ? upper + digits : upper;
}

/** ISO 7064 MOD 97-10, computed here and not by the library that the detector asks. */
function checkDigits(country: string, account: string): string {
  const number = `${account}${country}00`.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return String(98n - (BigInt(number) % 97n)).padStart(2, '0');
}

export function ipAddress(random: RandomValues): string {
  const part = (): number => 1 + random.below(254);
  const group = (): string => random.characters('0123456789abcdef', 4);
  return random.pick([
    `${part()}.${part()}.${part()}.${part()}`,
    `2001:db8:${group()}:${group()}::${group()}`,
    `2001:db8:${[1, 2, 3, 4, 5, 6].map(group).join(':')}`,
  ]);
}

export function password(random: RandomValues): string {
  return random.pick([
    `${random.pick(['Sommer', 'hunter', 'Tr0ub4dor', 'qwerty', 'Pa55'])}${random.below(9000)}${random.pick(['', '!', '#x', '$$'])}`,
    random.characters(alphanumeric, 12) + random.characters(digits, 2),
    `${random.characters(lower, 4)}-${random.characters(digits, 3)}-${random.characters(lower, 4)}`,
    `${random.characters(upper, 2)}@${random.characters(lower, 4)}%${random.characters(digits, 3)}`,
  ]);
}
