import { expect, test } from 'vitest';
import { consequenceOfMaking, consequenceOfRevoking } from './consequence.ts';
import type { KeyList, Scope } from './key-queries.ts';

const key = (id: string, ...scopes: Scope[]) => ({
  id,
  object: 'api_key' as const,
  name: id,
  scopes,
  created_at: 0,
  last_used_at: null,
  expires_at: null as number | null,
  limits: { requests_per_minute: null, tokens_per_minute: null, concurrency: null },
  current: false,
});
const list = (data: KeyList['data'], facts: Partial<KeyList> = {}): KeyList => ({
  object: 'list',
  data,
  open: false,
  configured_key: false,
  open_without_keys: true,
  ...facts,
});

test.each<[string, KeyList, string | undefined]>([
  ['another key administers', list([key('a', 'admin'), key('b', 'admin')]), undefined],
  ['the last that administers', list([key('a', 'admin'), key('b', 'chat')]), 'locks-out'],
  ['the last of a local server', list([key('a', 'admin')]), 'opens'],
  ['the last of a public server', list([key('a', 'admin')], { open_without_keys: false }), 'shuts-out'],
  [
    'the last that administers, but for one that expired',
    list([key('a', 'admin'), { ...key('b', 'admin'), expires_at: 1 }]),
    'locks-out',
  ],
  ['a key of the configuration is left', list([key('a', 'admin')], { configured_key: true }), undefined],
])('revoking: %s', (_, keys, consequence) => {
  expect(consequenceOfRevoking(keys, 'a')).toBe(consequence);
});

test('making the first key without "admin" locks out', () => {
  expect(consequenceOfMaking(list([]), ['chat'])).toBe('locks-out');
  expect(consequenceOfMaking(list([]), ['chat', 'admin'])).toBeUndefined();
  expect(consequenceOfMaking(list([key('a', 'admin')]), ['chat'])).toBeUndefined();
});
