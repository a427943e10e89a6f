import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';

/**
 * How often libphonenumber is asked in one text (≈ 20 µs each): a text made of nothing but numbers must not hold up the
 * program.
 */
const mostQuestions = 100;

/**
 * Whether a number is one of this country, or with its + of any: `valid` ones may be in use, `possible` ones have but the
 * length (asked of those with a + alone). `undefined` once there were too many questions.
 */
export type PhoneVerifier = (number: string, region?: CountryCode) => 'valid' | 'possible' | 'no' | undefined;

/** For one text. */
export function createPhoneVerifier(): PhoneVerifier {
  let asked = 0;
  return (number, region) => {
    if (asked++ >= mostQuestions) return undefined;
    const phone = parsePhoneNumberFromString(number, region);
    if (phone?.isValid()) return 'valid';
    // Of national numbers nobody asks.
    return region === undefined && phone?.isPossible() ? 'possible' : 'no';
  };
}
