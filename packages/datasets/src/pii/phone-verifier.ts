import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';

/**
 * How often libphonenumber is asked in one text (≈ 20 µs each): a text made of nothing but numbers must not hold up the
 * program.
 */
const mostQuestions = 100;

/** Whether a number is one of this country, or with its + of any; `undefined` once there were too many questions. */
export type PhoneVerifier = (number: string, region?: CountryCode) => boolean | undefined;

/** For one text. */
export function createPhoneVerifier(): PhoneVerifier {
  let asked = 0;
  return (number, region) =>
    asked++ < mostQuestions ? (parsePhoneNumberFromString(number, region)?.isValid() ?? false) : undefined;
}
