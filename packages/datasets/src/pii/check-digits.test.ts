import { expect, it } from 'vitest';
import { luhn } from './check-digits.ts';
import { nationalIdKinds } from './national-id-kinds.ts';

it("knows Luhn's check digit", () => {
  expect(luhn('79927398713')).toBe(true);
  expect(luhn('79927398710')).toBe(false);
});

it.each([
  // Examples that the registers, or descriptions of their numbers, publish.
  ['DE', '86095742719'],
  ['FR', '255081416802538'],
  ['ES', '12345678Z'],
  ['ES', 'X1234567L'],
  ['NL', '111222333'],
  ['PL', '44051401359'],
  ['PT', '123456789'],
  ['BR', '52998224725'],
  ['CN', '11010519491231002X'],
  ['JP', '123456789018'],
  ['IN', '234123412346'],
  ['SE', '8112189876'],
])('knows the check digits of %s: %s', (country, number) => {
  const kind = nationalIdKinds.find((kind) => kind.country === country)!;
  expect(kind.form.test(number) && kind.check(number)).toBe(true);
  const last = number.at(-1)!;
  const others = Array.from(/\d/.test(last) ? '0123456789' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ').filter(
    (other) => other !== last,
  );
  expect(others.filter((other) => kind.check(number.slice(0, -1) + other))).toEqual([]);
});
