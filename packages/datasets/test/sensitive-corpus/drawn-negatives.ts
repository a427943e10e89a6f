import { alphanumeric, hexadecimal, type RandomValues } from './random-values.ts';

/** Numbers and names that nobody needs to hide, drawn: the share of them that passes by chance is part of the precision. */
const forms: readonly ((random: RandomValues) => string)[] = [
  (random) => `Order ${random.mask('4XXXXXXXXXXXXXXX')} has left the warehouse.`,
  (random) => `Bestellung ${random.mask('NXXXXXXXX')} vom ${random.mask('1X.0N.2026')} über ${random.mask('NXX,XX')} €`,
  (random) => `parcel ${random.mask('NXXXXXXXXXXXXXXXXX')}, weight ${random.mask('N.XXX')} kg`,
  (random) => `commit ${random.characters(hexadecimal, 40)} (tag v${random.mask('N.XX.X')})`,
  (random) => `"id": "${uuid(random)}", "created": ${random.mask('17XXXXXXXX')}`,
  (random) => `job ${random.characters(alphanumeric, 24)} done in ${random.mask('NXX')} ms`,
  (random) => `id=${random.mask('NXXXXXXXXXX')} rows=${random.mask('NXXXXX')} at ${random.mask('2026-0N-1X 1X:3X:2X')}`,
  (random) => `[${random.mask('0.XXXXXXXX, -0.XXXXXXXX, N.XXXXXXXX')}]`,
  (random) => `facture n° ${random.mask('2026-XXXXX')}, ${random.mask('N XXX,XX')} €, page ${random.mask('NX')}`,
  (random) => `订单号${random.mask('2026050NXXXXXX')}，共${random.mask('NXX')}件`,
  (random) =>
    `part ${random.mask('XXX-XXX-XXX')} or ${random.mask('XX-XXXX-XX')}, 0x${random.characters(hexadecimal, 16)}`,
  (random) => `ISBN ${random.mask('978-3-XX-XXXXXX-X')}, pages ${random.mask('NXX-NXX')}`,
];

function uuid(random: RandomValues): string {
  return [8, 4, 4, 4, 12].map((length) => random.characters(hexadecimal, length)).join('-');
}

export function drawnNegatives(random: RandomValues, times: number): string[] {
  return forms.flatMap((form) => Array.from({ length: times }, () => form(random)));
}
