import { expect, test } from 'vitest';
import { findByHash } from './find-by-hash.ts';
import { equalHashes, hashKey } from './key-hash.ts';

const entries = ['first', 'middle', 'last'].map((key) => ({ key, hash: hashKey(key).toString('hex') }));

test.each([
  ['first', 'first'],
  ['middle', 'middle'],
  ['last', 'last'],
  ['firsu', undefined],
  ['las', undefined],
  ['', undefined],
])('"%s" is compared with every key, and only with hashes of equal length', (token, found) => {
  const compared: [Buffer, Buffer][] = [];
  const match = findByHash(entries, token, (left, right) => {
    compared.push([left, right]);
    return equalHashes(left, right);
  });
  expect(match?.key).toBe(found);
  expect(compared.map(([, stored]) => stored.toString('hex'))).toEqual(entries.map(({ hash }) => hash));
  for (const [left, right] of compared) {
    expect(left).toEqual(hashKey(token));
    expect(right).toHaveLength(left.length);
  }
});
