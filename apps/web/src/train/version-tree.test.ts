import { expect, test } from 'vitest';
import type { AdapterVersion } from './train-queries.ts';
import { versionTree, type VersionNode } from './version-tree.ts';

const version = (number: number, from: string | null = null): AdapterVersion => ({
  version: number,
  state: 'candidate',
  hash: '',
  size_bytes: 1,
  created_at: 0,
  rank: 1,
  alpha: null,
  base: null,
  run: null,
  continued_from: from,
  metrics: {},
  reasons: [],
});

const shape = (nodes: readonly VersionNode[]): unknown =>
  nodes.map(({ version: { version: number }, children }) => [number, shape(children)]);

test('versions hang below those that their training began with', () => {
  const versions = [version(4, 'a@2'), version(3, 'a@1'), version(2, 'a@1'), version(1), version(5, 'other@1')];
  expect(shape(versionTree('a', versions))).toEqual([
    [5, []],
    [
      1,
      [
        [3, []],
        [2, [[4, []]]],
      ],
    ],
  ]);
});

test('a version whose origin was deleted stands by itself, and no circle is followed', () => {
  expect(shape(versionTree('a', [version(3, 'a@2'), version(1, 'a@1')]))).toEqual([
    [3, []],
    [1, []],
  ]);
});
