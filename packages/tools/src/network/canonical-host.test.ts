import { describe, expect, it } from 'vitest';
import { canonicalHost } from './canonical-host.ts';

describe('canonicalHost', () => {
  it.each([
    ['Example.ORG', 'example.org'],
    ['example.org.', 'example.org.'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['127.0.0.1', '127.0.0.1'],
    ['127.1', '127.0.0.1'],
    ['2130706433', '127.0.0.1'],
    ['0x7f000001', '127.0.0.1'],
    ['0x7f.1', '127.0.0.1'],
    ['0177.0.0.1', '127.0.0.1'],
    ['１２７.０.０.１', '127.0.0.1'],
    ['0', '0.0.0.0'],
    ['::1', '::1'],
    ['[::1]', '::1'],
    ['::ffff:127.0.0.1', '::ffff:7f00:1'],
  ])('reads %s as %s', (text, host) => {
    expect(canonicalHost(text)).toBe(host);
  });

  it.each([
    '',
    'example.org:80',
    'http://example.org',
    'example.org/path',
    'user@example.org',
    'example.org\n',
    'example.org#',
    '%31%32%37.0.0.1',
    'fe80::1%eth0',
    '[fe80::1%25eth0]',
    '256.256.256.256',
    'a b',
    'a'.repeat(300),
  ])('refuses %j', (text) => {
    expect(() => canonicalHost(text)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});
