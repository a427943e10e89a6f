import { TuneloopError } from '@tuneloop/protocol';
import { isSupportedCountry, type CountryCode } from 'libphonenumber-js/min';
import { findEmails } from '../pii/emails.ts';
import { findIbans } from '../pii/ibans.ts';
import { findIpAddresses } from '../pii/ip-addresses.ts';
import { findNationalIds } from '../pii/national-ids.ts';
import { findPaymentCards } from '../pii/payment-cards.ts';
import { defaultPhoneRegions, findPhones } from '../pii/phones.ts';
import { findAssignedSecrets } from '../secrets/assignments.ts';
import { findConnectionPasswords } from '../secrets/connection-strings.ts';
import { findServiceTokens } from '../secrets/find-service-tokens.ts';
import { findPrivateKeys } from '../secrets/private-keys.ts';
import { findRandomSecrets } from '../secrets/random-words.ts';
import type { Finding } from './finding.ts';
import { sensitiveTypes, type SensitiveType } from './sensitive-types.ts';
import { Scan } from './scan.ts';
import { withoutOverlaps } from './without-overlaps.ts';

export interface DetectionOptions {
  /** Default: all but `ip-address`. */
  types?: readonly SensitiveType[] | undefined;
  /** Findings below it are left out; from 0 to 1, default 0.5. */
  minConfidence?: number | undefined;
  /** Countries (ISO 3166-1 alpha-2) whose telephone numbers are known without their country code. */
  phoneRegions?: readonly string[] | undefined;
}

/** Finds what is sensitive in a text; `label` is what stands before it, such as the key of a JSON value. */
export type Detector = (text: string, label?: string) => Finding[];

const byDefault: readonly SensitiveType[] = sensitiveTypes.filter((type) => type !== 'ip-address');
const shortest = 5;

/**
 * A detector with these options. Its time grows with the length of the text alone, whatever the text is.
 *
 * Errors: `INVALID_REQUEST` for an unknown type or region or a confidence outside 0 to 1.
 */
export function createDetector(options: DetectionOptions = {}): Detector {
  const { types = byDefault, minConfidence = 0.5, phoneRegions = defaultPhoneRegions } = options;
  checkOptions(types, minConfidence, phoneRegions);
  const wanted = new Set<SensitiveType>(types);
  const has = (...some: SensitiveType[]): boolean => some.some((type) => wanted.has(type));
  return (text, label) => {
    if (text.length < shortest) return [];
    const scan = new Scan(text, label);
    const found: Finding[] = [];
    if (has('email')) findEmails(scan, found);
    if (has('phone')) findPhones(scan, found, phoneRegions as readonly CountryCode[]);
    if (has('payment-card')) findPaymentCards(scan, found);
    if (has('iban')) findIbans(scan, found);
    if (has('national-id')) findNationalIds(scan, found);
    if (has('ip-address')) findIpAddresses(scan, found);
    if (has('api-key', 'jwt')) findServiceTokens(scan, found);
    if (has('private-key')) findPrivateKeys(scan, found);
    if (has('password')) findConnectionPasswords(scan, found);
    if (has('password', 'secret')) findAssignedSecrets(scan, found);
    if (has('secret')) findRandomSecrets(scan, found);
    if (found.length === 0) return found;
    return withoutOverlaps(found.filter(({ type, confidence }) => wanted.has(type) && confidence >= minConfidence));
  };
}

/**
 * What is sensitive in a text, in order and without overlaps: personal data and secrets, by form, check digits and the words
 * beside it. No list of names: persons and places are not found.
 *
 * Errors: `INVALID_REQUEST` for options that are not allowed.
 */
export function detectSensitive(text: string, options?: DetectionOptions): Finding[] {
  return createDetector(options)(text);
}

function checkOptions(types: readonly string[], minConfidence: number, regions: readonly string[]): void {
  const unknown = types.find((type) => !(sensitiveTypes as readonly string[]).includes(type));
  if (unknown !== undefined) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `There is no type "${unknown}". Known are ${sensitiveTypes.join(', ')}.`,
    );
  }
  if (!(minConfidence >= 0 && minConfidence <= 1)) {
    throw new TuneloopError('INVALID_REQUEST', `minConfidence must be from 0 to 1, not ${minConfidence}.`);
  }
  const region = regions.find((region) => !isSupportedCountry(region));
  if (region !== undefined) {
    throw new TuneloopError('INVALID_REQUEST', `"${region}" is no country. Name them as in ISO 3166-1: DE, US.`);
  }
}
