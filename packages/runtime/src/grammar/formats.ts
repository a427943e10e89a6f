const leapYear = String.raw`(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)`;
const date = [
  String.raw`\d{4}-(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])`,
  String.raw`\d{4}-(?:0[469]|11)-(?:0[1-9]|[12]\d|30)`,
  String.raw`\d{4}-02-(?:0[1-9]|1\d|2[0-8])`,
  `${leapYear}-02-29`,
].join('|');
const time = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)`;

const days = String.raw`\d{1,5}D`;
const months = String.raw`\d{1,5}M(?:${days})?`;
const years = String.raw`\d{1,5}Y(?:${months})?`;
const seconds = String.raw`\d{1,5}S`;
const minutes = String.raw`\d{1,5}M(?:${seconds})?`;
const hours = String.raw`\d{1,5}H(?:${minutes})?`;
const clock = `T(?:${hours}|${minutes}|${seconds})`;

/** Labels of at most 24 characters, six of them at most: always within the 63 and 253 that DNS allows. */
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,22}[a-zA-Z0-9])?';
const hostname = String.raw`${label}(?:\.${label}){0,5}`;
const mailboxWord = '[a-zA-Z0-9_+-]{1,24}';
const octet = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const group = '[0-9a-fA-F]{1,4}';
const authority = '[a-zA-Z0-9]+(?:[.-][a-zA-Z0-9]+)*';
const pathSegment = '[a-zA-Z0-9._~-]*';

/**
 * The string formats that are enforced, as ECMAScript patterns. Each is a part of what the format allows, so whatever
 * matches is valid. Any other format is an annotation, as JSON Schema 2020-12 has it by default.
 *
 * Formats: RFC 3339 (dates, times, durations), RFC 1123 (host names), RFC 4291 (IPv6), RFC 9562 (UUID), RFC 3986 (URI).
 */
export const formatPatterns: Readonly<Record<string, string>> = {
  date: `^(?:${date})$`,
  time: `^${time}$`,
  'date-time': `^(?:${date})T${time}$`,
  duration: String.raw`^P(?:(?:${years}|${months}|${days})(?:${clock})?|${clock}|\d{1,5}W)$`,
  email: String.raw`^${mailboxWord}(?:\.${mailboxWord}){0,2}@${label}(?:\.${label}){0,2}\.[a-zA-Z]{2,12}$`,
  hostname: `^${hostname}$`,
  ipv4: String.raw`^${octet}(?:\.${octet}){3}$`,
  ipv6: `^(?:(?:${group}:){7}${group}|(?:${group}:){1,6}:${group}|::${group}|::)$`,
  uuid: '^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  uri: String.raw`^[a-z][a-z0-9+-]{1,15}://${authority}(?::[1-9]\d{0,3})?(?:/${pathSegment})*(?:\?${pathSegment}(?:=${pathSegment})?)?$`,
};
