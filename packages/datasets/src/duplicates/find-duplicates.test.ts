import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDuplicates, withoutDuplicates } from './find-duplicates.ts';

const text = (row: string): string => row;
const fox =
  'the quick brown fox jumps over the lazy dog and then runs into the deep dark forest to rest until the morning comes';

async function kept(
  rows: readonly string[],
  options: Parameters<typeof findDuplicates<string>>[1] = {},
): Promise<number[]> {
  const duplicates = await findDuplicates(rows, { text, ...options });
  return rows.map((_, row) => row).filter((row) => duplicates.isKept(row));
}

async function collect(rows: AsyncIterable<string>): Promise<string[]> {
  const collected: string[] = [];
  for await (const row of rows) collected.push(row);
  return collected;
}

describe('same texts', () => {
  it('are those that differ in capitals, white space and composition alone', async () => {
    const rows = ['Caf\u00E9  au lait', 'cafe\u0301 au\nlait ', 'Tee', 'ｔｅｅ', 'Tea'];
    const duplicates = await findDuplicates(rows, { text, near: false });
    expect(duplicates).toMatchObject({ rows: 5, exact: 2, near: 0, groups: 2 });
    expect(rows.map((_, row) => duplicates.keptOf(row))).toEqual([0, 0, 2, 2, 4]);
  });

  it('are found in any order, and every first one stays', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a b', 'c d', 'e f', 'g h')), async (rows) => {
        const expected = rows.map((_, row) => row).filter((row) => rows.indexOf(rows[row]!) === row);
        expect(await kept(rows)).toEqual(expected);
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  it('are rows whose strings are the same, whatever their ids and roles', async () => {
    const row = (id: string, content: string): unknown => ({ id, messages: [{ role: 'user', content }], score: 1 });
    const duplicates = await findDuplicates([row('a', 'Hello there'), row('b', 'hello there'), row('c', 'Bye')]);
    expect([0, 1, 2].map((row) => duplicates.isKept(row))).toEqual([true, false, true]);
  });
});

describe('rows that mean something else', () => {
  it('are not the same: a pair the other way round, another judgement, other numbers and no text', async () => {
    const [one, other] = [fox, fox.replace('lazy', 'sleepy')];
    const rows: unknown[] = [
      { prompt: 'Which?', chosen: one, rejected: other },
      { prompt: 'Which?', chosen: other, rejected: one },
      { prompt: 'Which?', completion: one, label: true },
      { prompt: 'Which?', completion: one, label: false },
      { score: 1 },
      { score: 2 },
      { rejected: other, chosen: one, prompt: 'which?' },
    ];
    const duplicates = await findDuplicates(rows);
    expect(rows.map((_, row) => duplicates.keptOf(row))).toEqual([0, 1, 2, 3, 4, 5, 0]);
  });
});

describe('texts that are nearly the same', () => {
  it('differ in a word of many', async () => {
    const rows = [
      fox,
      fox.replace('lazy', 'sleepy'),
      'a wholly different sentence about the weather in spring and autumn',
    ];
    expect(await kept(rows)).toEqual([0, 1, 2]);
    expect(await kept(rows, { near: { threshold: 0.6 } })).toEqual([0, 2]);
    const duplicates = await findDuplicates(rows, { text, near: { threshold: 0.6 } });
    expect(duplicates).toMatchObject({ exact: 0, near: 1, groups: 1 });
  });

  it('are found in scripts without spaces', async () => {
    const sentence =
      '今日はとても良い天気なので、友達と一緒に近くの公園まで歩いて行って、桜の花を見ながらお弁当を食べました。';
    const rows = [
      sentence,
      sentence.replace('友達', '家族'),
      '明日の会議は午後三時から二階の大きな部屋で行われる予定です。',
    ];
    expect(await kept(rows, { near: { threshold: 0.6 } })).toEqual([0, 2]);
  });

  it('are kept by quality where one is given', async () => {
    const rows = ['short copy', 'Short copy', 'SHORT COPY'];
    expect(await kept(rows, { quality: (row) => (row === 'Short copy' ? 2 : 1) })).toEqual([1]);
    expect(await kept(rows, { quality: () => 1 })).toEqual([0]);
  });

  it('are found nearly all above the threshold, and hardly any far below it', async () => {
    const words = Array.from({ length: 5000 }, (_, index) => `w${index}`);
    let state = 1;
    const draw = (limit: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    const document = (): string[] => Array.from({ length: 200 }, () => words[draw(words.length)]!);
    const pairs = (replaced: number): string[] =>
      Array.from({ length: 150 }, () => {
        const one = document();
        const from = draw(200 - replaced);
        const other = one.map((word, index) => (index >= from && index < from + replaced ? `x${draw(1e9)}` : word));
        return [one.join(' '), other.join(' ')];
      }).flat();
    // A run of n replaced words changes n + 2 of 198 shingles: 0.92 and 0.53 in common.
    expect((await findDuplicates(pairs(6), { text })).near).toBeGreaterThanOrEqual(148);
    expect((await findDuplicates(pairs(60), { text })).near).toBe(0);
    const loose = await findDuplicates(pairs(60), { text, near: { threshold: 0.4 } });
    expect(loose.near).toBeGreaterThanOrEqual(140);
  });

  it('are the same ones for the same seed', async () => {
    const rows = Array.from({ length: 60 }, (_, row) =>
      fox
        .split(' ')
        .toSpliced(row % 20, row % 5)
        .join(' '),
    );
    expect(await kept(rows, { near: { threshold: 0.7 } })).toEqual(await kept(rows, { near: { threshold: 0.7 } }));
  });
});

it('leaves out the duplicates of rows that are read again', async () => {
  const rows = ['one', 'two', 'ONE', 'three'];
  const duplicates = await findDuplicates(rows, { text });
  expect(await collect(withoutDuplicates(rows, duplicates))).toEqual(['one', 'two', 'three']);
  await expect(collect(withoutDuplicates([...rows, 'four'], duplicates))).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
  });
});

it('can be cancelled, and tells how far it is', async () => {
  const controller = new AbortController();
  const seen: number[] = [];
  const rows = Array.from({ length: 5000 }, (_, row) => `row ${row}`);
  const found = findDuplicates(rows, {
    text,
    signal: controller.signal,
    onProgress: (progress) => {
      seen.push(progress.rows);
      if (progress.rows === 2000) controller.abort();
    },
  });
  await expect(found).rejects.toMatchObject({ code: 'ABORTED' });
  expect(seen).toEqual([1000, 2000]);
});

it.each([{ threshold: 0 }, { threshold: 1.1 }, { shingleSize: 0 }, { permutations: 8 }, { seed: 0.5 }])(
  'refuses %j',
  async (near) => {
    await expect(findDuplicates([], { text, near })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  },
);
