/** What text may hold that should not be kept or passed on. */
export const sensitiveTypes = [
  'email',
  'phone',
  'payment-card',
  'iban',
  /** Identity and tax numbers whose check digits are right. */
  'national-id',
  'ip-address',
  /** A key or token whose form says which service it is of. */
  'api-key',
  'jwt',
  /** A PEM block. */
  'private-key',
  'password',
  /** What looks random and is called a key, a secret or a token; what follows `Bearer`. */
  'secret',
] as const;

export type SensitiveType = (typeof sensitiveTypes)[number];
