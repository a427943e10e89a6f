import { alphanumeric, digits, hexadecimal, lower, upper, type RandomValues } from './random-values.ts';

const url = `${alphanumeric}_-`;
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Prefixes are put together here, so that nobody's scanner takes the corpus for a leak. The rest is drawn. */
const services: readonly (readonly [parts: readonly string[], alphabet: string, length: number])[] = [
  [['sk', '-', 'proj', '-'], url, 64],
  [['sk', '-'], alphanumeric, 48],
  [['sk', '-', 'ant', '-api03-'], url, 93],
  [['sk', '-', 'or', '-v1-'], hexadecimal, 64],
  [['AK', 'IA'], base32, 16],
  [['AS', 'IA'], base32, 16],
  [['gh', 'p_'], alphanumeric, 36],
  [['gh', 'o_'], alphanumeric, 36],
  [['github', '_pat_'], alphanumeric, 82],
  [['gl', 'pat-'], url, 20],
  [['xo', 'xb-', '123456789012-', '1234567890123-'], alphanumeric, 24],
  [['xa', 'pp-1-', 'A012', '-'], alphanumeric, 40],
  [['AI', 'za'], url, 35],
  [['GO', 'CSPX-'], url, 28],
  [['sk', '_live_'], alphanumeric, 24],
  [['rk', '_test_'], alphanumeric, 99],
  [['wh', 'sec_'], alphanumeric, 32],
  [['h', 'f_'], upper + lower, 34],
  [['np', 'm_'], alphanumeric, 36],
  [['py', 'pi-AgEI'], url, 120],
  [['dckr', '_pat_'], url, 27],
  [['gs', 'k_'], alphanumeric, 52],
  [['do', 'p_v1_'], hexadecimal, 64],
  [['sh', 'pat_'], hexadecimal, 32],
  [['da', 'pi'], hexadecimal, 32],
  [['hv', 's.'], url, 90],
  [['lin', '_api_'], alphanumeric, 40],
];

export function apiKey(random: RandomValues): string {
  const [parts, alphabet, length] = random.pick(services);
  // A key may end with a hyphen, but hardly anybody draws one of 64 characters and keeps it.
  return parts.join('') + random.characters(alphabet, length - 1) + random.characters(alphabet.replace(/_-$/, ''), 1);
}

export function jwt(random: RandomValues): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: random.characters(digits, 10), iat: 1_700_000_000 + random.below(1e7) };
  return [part({ alg: 'HS256', typ: 'JWT' }), part(claims), random.characters(url, 43)].join('.');
}

export function privateKey(random: RandomValues): string {
  const name = random.pick(['RSA ', 'EC ', 'OPENSSH ', '', 'ENCRYPTED ']);
  const mark = (side: string): string => ['-----', side, ` ${name}PRIVATE`, ' KEY-----'].join('');
  const lines = Array.from({ length: 4 }, () => random.characters(`${alphanumeric}+/`, 64));
  return [mark('BEGIN'), ...lines, mark('END')].join('\n');
}

/** What no service's form gives away. */
export function secret(random: RandomValues): string {
  return random.pick([
    random.characters(hexadecimal, 32),
    random.characters(hexadecimal, 40),
    random.characters(alphanumeric, 40),
    `${random.characters(alphanumeric, 43)}=`,
    random.characters(url, 31) + random.characters(alphanumeric, 1),
  ]);
}
