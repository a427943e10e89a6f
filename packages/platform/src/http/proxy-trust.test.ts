import { expect, test } from 'vitest';
import { createProxyTrust, isProxyEntry } from './proxy-trust.ts';

test.each([
  [[], '127.0.0.1', 0, false],
  [['loopback'], '127.0.0.1', 0, true],
  [['loopback'], '::1', 0, true],
  [['loopback'], '::ffff:127.0.0.1', 0, true],
  [['loopback'], '10.0.0.1', 0, false],
  [['10.0.0.0/8', '192.0.2.7'], '10.9.9.9', 0, true],
  [['10.0.0.0/8', '192.0.2.7'], '192.0.2.7', 3, true],
  [['10.0.0.0/8', '192.0.2.7'], '192.0.2.8', 0, false],
  [['fd00::/8'], 'fd12::1', 0, true],
  [['loopback'], 'not an address', 0, false],
  [['2'], '203.0.113.1', 1, true],
  [['2'], '203.0.113.1', 2, false],
])('%j trusts %s at %i: %s', (entries, address, hop, expected) => {
  expect(createProxyTrust(entries)(address, hop)).toBe(expected);
});

test.each([
  ['loopback', true],
  ['1', true],
  ['10.0.0.0/8', true],
  ['::1', true],
  ['10.0.0.0/33', false],
  ['10.0.0.0/8/8', false],
  ['proxy.example', false],
  ['', false],
  ['true', false],
])('"%s" may stand in the list: %s', (entry, expected) => {
  expect(isProxyEntry(entry)).toBe(expected);
});
