import { luhn, mod11_10, mod11_2, verhoeff, weightedSum } from './check-digits.ts';

/** A register's numbers, of digits alone (the last may be a letter). */
export interface NationalIdKind {
  country: string;
  /** Of the number without what separates its groups. */
  form: RegExp;
  /** Lengths of the groups, joined with `-`; alone (without a word beside it) only a number in this form counts. */
  grouped?: RegExp;
  /** Words beside it that make it certain. */
  words: RegExp;
  check: (number: string) => boolean;
  /** Without a word beside it; 0 where the check digit alone says too little. */
  confidence: number;
}

const dniLetters = 'TRWAGMYFPDXBNJZSQVHLCKE';

/** Those with check digits of the countries whose languages the corpus has; the SSN has none, but a form of its own. */
export const nationalIdKinds: readonly NationalIdKind[] = [
  {
    country: 'US',
    form: /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/,
    grouped: /^3-2-4$/,
    words: /\bssn\b|social security/i,
    check: () => true,
    confidence: 0.6,
  },
  {
    country: 'DE',
    form: /^[1-9]\d{10}$/,
    words: /steuer|\bidnr\b|\btin\b|tax/i,
    check: mod11_10,
    confidence: 0,
  },
  {
    country: 'FR',
    form: /^[12]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)\d{10}$/,
    words: /sécu|\bnir\b|insee|sociale/i,
    check: (number) => Number(number.slice(13)) === 97 - (Number(number.slice(0, 13)) % 97),
    confidence: 0.8,
  },
  {
    country: 'ES',
    form: /^[XYZ]?\d{7,8}[A-Z]$/,
    words: /\bdni\b|\bnie\b|\bnif\b|documento/i,
    check: (number) => {
      const digits = number.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)));
      return digits.length === 8 && dniLetters[Number(digits) % 23] === number.at(-1);
    },
    confidence: 0.6,
  },
  {
    country: 'NL',
    form: /^\d{9}$/,
    words: /\bbsn\b|burgerservice|sofi/i,
    check: (number) => weightedSum(number, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
    confidence: 0,
  },
  {
    country: 'PL',
    form: /^\d{2}(?:[02468][1-9]|[13579][0-2])(?:0[1-9]|[12]\d|3[01])\d{5}$/,
    words: /pesel/i,
    check: (number) => weightedSum(number, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0,
    confidence: 0,
  },
  {
    country: 'PT',
    form: /^[125689]\d{8}$/,
    words: /\bnif\b|contribuinte|fiscal/i,
    check: (number) => {
      const rest = weightedSum(number, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
      return Number(number[8]) === (rest < 2 ? 0 : 11 - rest);
    },
    confidence: 0,
  },
  {
    country: 'BR',
    form: /^(?!(\d)\1{10})\d{11}$/,
    grouped: /^3-3-3-2$/,
    words: /\bcpf\b/i,
    check: (number) => [9, 10].every((length) => cpfDigit(number, length) === Number(number[length])),
    confidence: 0.8,
  },
  {
    country: 'CN',
    form: /^[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]$/,
    words: /身份证|身份證|公民身份/,
    check: mod11_2,
    confidence: 0.9,
  },
  {
    country: 'JP',
    form: /^\d{12}$/,
    words: /マイナンバー|個人番号|my number/i,
    check: (number) => {
      const rest = weightedSum(number, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
      return Number(number[11]) === (rest < 2 ? 0 : 11 - rest);
    },
    confidence: 0,
  },
  {
    country: 'IN',
    form: /^[2-9]\d{11}$/,
    grouped: /^4-4-4$/,
    words: /aadha?ar|आधार|uidai/i,
    check: verhoeff,
    confidence: 0.6,
  },
  {
    country: 'SE',
    form: /^\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{4}$/,
    words: /personnummer/i,
    check: luhn,
    confidence: 0,
  },
];

function cpfDigit(number: string, length: number): number {
  const weights = Array.from({ length }, (_, place) => length + 1 - place);
  return ((weightedSum(number, weights) * 10) % 11) % 10;
}
