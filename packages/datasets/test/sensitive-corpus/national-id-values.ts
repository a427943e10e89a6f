import { nationalIdKinds } from '../../src/pii/national-id-kinds.ts';
import { digits, upper, type RandomValues } from './random-values.ts';

/** How each country's numbers are written; X is a drawn digit, L a letter. */
const masks: Readonly<Record<string, readonly [country: string, mask: string, separators?: string]>> = {
  en: ['US', '5XX-2X-1XXX'],
  de: ['DE', '8X XXX XXX XXX'],
  fr: ['FR', '1 85 05 78 XXX XXX XX'],
  es: ['ES', '5XXXXXXXL'],
  nl: ['NL', '1XXXXXXXX'],
  pl: ['PL', '850512XXXXX'],
  pt: ['BR', 'XXX.XXX.XXX-XX'],
  zh: ['CN', '11010119900307XXXX'],
  ja: ['JP', 'XXXX XXXX XXXX'],
  hi: ['IN', '5XXX XXXX XXXX'],
};

/** Draws until the register's check digits are right. */
export function nationalId(random: RandomValues, language: string): string {
  const [country, mask] = masks[language]!;
  const kind = nationalIdKinds.find((kind) => kind.country === country)!;
  for (;;) {
    const id = mask.replaceAll(/[XL]/g, (place) => random.characters(place === 'X' ? digits : upper, 1));
    const number = id.replaceAll(/[^\dA-Z]/g, '');
    if (kind.form.test(number) && kind.check(number)) return id;
  }
}
