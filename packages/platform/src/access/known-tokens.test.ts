import { expect, test } from 'vitest';
import { KnownTokens } from './known-tokens.ts';

test('a token is known from when it was accepted until it is refused', () => {
  const tokens = new KnownTokens();
  expect(tokens.idOf('a')).toBeUndefined();
  tokens.note('a', 'key_1');
  tokens.note('b', undefined);
  expect([tokens.idOf('a'), tokens.idOf('b')]).toEqual(['key_1', undefined]);
  tokens.note('a', undefined);
  expect(tokens.idOf('a')).toBeUndefined();
});
