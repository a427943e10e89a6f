import { expect, test } from 'vitest';
import { parseRows } from '../formats/parse-rows.ts';
import type { RowFormatName } from '../formats/row-formats.ts';
import type { NumberedRow, Row } from '../rows/row.ts';
import { filterExamples, type ExampleFilter, type FilterOptions } from './filter-examples.ts';

async function passing(
  format: RowFormatName,
  rows: Row[],
  filter: ExampleFilter,
  options: FilterOptions = {},
): Promise<{ lines: number[]; left: string[] }> {
  async function* numbered(): AsyncGenerator<NumberedRow> {
    for (const [index, row] of rows.entries()) yield { row, line: index + 1 };
  }
  const lines: number[] = [];
  const left: string[] = [];
  const examples = filterExamples(parseRows(numbered(), { format }), filter, {
    onProblem: ({ line, message }) => left.push(`${line} ${message}`),
    ...options,
  });
  for await (const { line } of examples) lines.push(line);
  return { lines, left };
}

const texts = ['a', 'abc 😀', 'xyz', 'abcdefgh'].map((text, index) => ({ text, source: index % 2 }));

test.each<[ExampleFilter, number[]]>([
  [{}, [1, 2, 3, 4]],
  [{ minCharacters: 3, maxCharacters: 5 }, [2, 3]],
  [{ match: /^a/g }, [1, 2, 4]],
  [{ exclude: /c/g }, [1, 3]],
  [{ columns: { source: '1' } }, [2, 4]],
  [{ columns: { source: '1', text: 'abcdefgh' } }, [4]],
  [{ minTurns: 2 }, []],
  [{ minScore: 1 }, []],
])('%j of four texts', async (filter, lines) => {
  expect((await passing('text', texts, filter)).lines).toEqual(lines);
});

test('turns, scores and labels', async () => {
  const turns = [1, 2, 3].map((count) => ({
    messages: Array.from({ length: count }, () => [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
    ]).flat(),
  }));
  expect((await passing('sft', turns, { minTurns: 3, maxTurns: 4 })).lines).toEqual([2]);
  const scored = [1, 3, 5].map((score) => ({ prompt: 'a', completion: 'b', score }));
  expect((await passing('scored', scored, { minScore: 2, maxScore: 4 })).lines).toEqual([2]);
  const judged = [true, false].map((label) => ({ prompt: 'a', completion: 'b', label }));
  expect((await passing('kto', judged, { label: false })).lines).toEqual([2]);
});

test('what does not pass is reported with its line and the condition', async () => {
  const { left } = await passing('text', texts, { maxTokens: 4 }, { countTokens: async (text) => text.length });
  expect(left).toEqual(['2 too many tokens', '4 too many tokens']);
});

test('a sample is the same each time and grows with the data', async () => {
  const many = Array.from({ length: 2000 }, (_, index) => ({ text: `row ${index}` }));
  const filter = { sample: { share: 0.25, seed: 's' } };
  const { lines } = await passing('text', many, filter);
  expect(lines.length / 2000).toBeCloseTo(0.25, 1);
  expect((await passing('text', many.slice(0, 1000), filter)).lines).toEqual(lines.filter((line) => line <= 1000));
  expect((await passing('text', many, { sample: { share: 0.25 } })).lines).not.toEqual(lines);
});
