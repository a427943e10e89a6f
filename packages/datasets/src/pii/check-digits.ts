/** Check digits as registers define them. Every function takes ASCII digits alone. */

/** ISO/IEC 7812-1, of payment cards. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The digits times their weights, added up; weights stand for the first digits. */
export function weightedSum(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, place) => sum + weight * Number(digits[place]), 0);
}

/** ISO/IEC 7064 MOD 11,10: the last digit is the check digit. */
export function mod11_10(digits: string): boolean {
  let product = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (Number(digit) + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits.at(-1));
}

/** ISO/IEC 7064 MOD 11-2; the check character may be X. */
export function mod11_2(characters: string): boolean {
  let sum = 0;
  for (const character of characters.slice(0, -1)) sum = ((sum + Number(character)) * 2) % 11;
  const check = (12 - sum) % 11;
  return (check === 10 ? 'X' : String(check)) === characters.at(-1)?.toUpperCase();
}

const dihedral = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
] as const;
const permutations = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
] as const;

/** Verhoeff (1969), of Aadhaar numbers. */
export function verhoeff(digits: string): boolean {
  let check = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    check = Number(dihedral[check]![Number(permutations[place % 8]![digit])]);
  }
  return check === 0;
}
