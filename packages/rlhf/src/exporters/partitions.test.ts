import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Partitions, type KeyedGroup, type KeyedLine, type PartitionOptions } from './partitions.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'partitions-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function grouped(lines: KeyedLine[], options?: PartitionOptions): Promise<KeyedGroup[]> {
  await using partitions = await Partitions.create(folder, options);
  for (const line of lines) await partitions.add(line);
  const groups: KeyedGroup[] = [];
  for await (const group of partitions.groups()) groups.push(group);
  return groups;
}

const keyed = Array.from({ length: 3000 }, (_, index) => ({
  key: createHash('sha256')
    .update(`${index % 700}`)
    .digest('hex'),
  line: `{"index":${index},"text":"\u2028 ä ${'x'.repeat(200)}"}`,
}));

it('brings lines of one key together, in the order of keys and of arrival', async () => {
  const groups = await grouped(keyed);
  expect(groups.map(({ key }) => key)).toEqual([...new Set(keyed.map(({ key }) => key))].toSorted());
  for (const { key, lines } of groups) {
    expect(lines).toEqual(keyed.filter((each) => each.key === key).map(({ line }) => line));
  }
});

it('gives the same with hardly any memory, and leaves nothing on disk', async () => {
  expect(await grouped(keyed, { memoryBytes: 1 })).toEqual(await grouped(keyed));
  expect(await readdir(folder)).toEqual([]);
});

it('drops what is too much of one key, and counts it', async () => {
  const lines = Array.from({ length: 5000 }, (_, index) => ({ key: 'abcdef00', line: `${index}${'y'.repeat(50)}` }));
  const [group, ...others] = await grouped(lines, { memoryBytes: 1000, maxLinesPerKey: 3 });
  expect(others).toEqual([]);
  expect(group).toMatchObject({ dropped: 4997 });
  expect(group!.lines.map((line) => Number.parseInt(line, 10))).toEqual([0, 1, 2]);
});
