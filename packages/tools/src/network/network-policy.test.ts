import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKind } from './address-kind.ts';
import { judgeAddress, judgeHost, judgePort, networkPolicySchema, type NetworkPolicy } from './network-policy.ts';

const policy = (given: Partial<NetworkPolicy> = {}) => networkPolicySchema.parse(given);
const allowed = (address: string, given: Partial<NetworkPolicy> = {}) => judgeAddress(address, policy(given)).allowed;

describe('judgeAddress', () => {
  it('allows public addresses alone by default, and says why not', () => {
    expect(allowed('8.8.8.8')).toBe(true);
    expect(judgeAddress('10.0.0.5', policy())).toStrictEqual({
      allowed: false,
      reason: '10.0.0.5 is a private address, which the policy refuses. A person can allow it (allowAddresses).',
    });
  });

  it('allows no address of another kind, whatever its bytes', () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const ipv4 = bytes(4).map((parts) => parts.join('.'));
    const ipv6 = bytes(16).map((parts) =>
      Buffer.from(parts)
        .toString('hex')
        .replace(/(....)(?=.)/g, '$1:'),
    );
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), (address) => {
        expect(allowed(address)).toBe(addressKind(address) === 'public');
      }),
      { numRuns: 2000 },
    );
  });

  it('allows kinds, blocks and single addresses that it names', () => {
    expect(allowed('192.168.1.1', { allowAddresses: ['private'] })).toBe(true);
    expect(allowed('127.0.0.1', { allowAddresses: ['private'] })).toBe(false);
    expect(allowed('10.1.2.3', { allowAddresses: ['10.1.0.0/16'] })).toBe(true);
    expect(allowed('10.2.2.3', { allowAddresses: ['10.1.0.0/16'] })).toBe(false);
    expect(allowed('fd00::7', { allowAddresses: ['fd00::7'] })).toBe(true);
    expect(allowed('fd00::8', { allowAddresses: ['fd00::7'] })).toBe(false);
    expect(allowed('::ffff:10.1.2.3', { allowAddresses: ['10.1.0.0/16'] })).toBe(false);
  });

  it('allows metadata addresses only by their kind or one by one', () => {
    for (const block of ['169.254.0.0/16', '0.0.0.0/0', 'link-local']) {
      expect(allowed('169.254.169.254', { allowAddresses: [block] })).toBe(false);
    }
    expect(allowed('fd00:ec2::254', { allowAddresses: ['private', 'fc00::/7'] })).toBe(false);
    expect(allowed('169.254.169.254', { allowAddresses: ['metadata'] })).toBe(true);
    expect(allowed('169.254.169.254', { allowAddresses: ['169.254.169.254/32'] })).toBe(true);
  });

  it('allows nothing private through a translated address', () => {
    expect(allowed('64:ff9b::8.8.8.8', { allowAddresses: ['translated'] })).toBe(true);
    expect(allowed('64:ff9b::10.0.0.1', { allowAddresses: ['translated'] })).toBe(false);
  });

  it('puts what is denied above what is allowed', () => {
    expect(allowed('8.8.8.8', { denyAddresses: ['8.8.8.0/24'] })).toBe(false);
    expect(allowed('10.0.0.1', { allowAddresses: ['private'], denyAddresses: ['10.0.0.1'] })).toBe(false);
  });
});

describe('judgeHost and judgePort', () => {
  it('take patterns', () => {
    const hosts = policy({ allowHosts: ['*.example.org', 'Example.net'], denyHosts: ['secret.example.org'] });
    expect(judgeHost('api.example.org', hosts).allowed).toBe(true);
    expect(judgeHost('example.net.', hosts).allowed).toBe(true);
    for (const refused of [
      'secret.example.org',
      'secret.example.org.',
      'example.org',
      'evilexample.org',
      'other.test',
    ]) {
      expect(judgeHost(refused, hosts).allowed).toBe(false);
    }
  });

  it('take ports', () => {
    expect(judgePort(443, policy()).allowed).toBe(true);
    expect(judgePort(22, policy())).toMatchObject({
      allowed: false,
      reason: expect.stringContaining('80, 443, not 22'),
    });
  });
});

it.each([
  { allowAddresses: ['public'] },
  { allowAddresses: ['10.0.0.0/33'] },
  { allowAddresses: ['example.org'] },
  { denyHosts: ['https://example.org'] },
  { ports: [0] },
  { ports: [] },
  { timeoutMs: 0 },
  { allowedHosts: [] },
])('refuses the policy %j', (given) => {
  expect(networkPolicySchema.safeParse(given).success).toBe(false);
});
