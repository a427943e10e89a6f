import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NumberedExample } from '../formats/parse-rows.ts';
import { parseRows } from '../formats/parse-rows.ts';
import type { RowFormatName } from '../formats/row-formats.ts';
import type { NumberedRow, Row } from '../rows/row.ts';
import { collectStatistics, countCharacters } from './dataset-statistics.ts';
import { createDistribution } from './distribution.ts';

function examples(format: RowFormatName, rows: Row[]): AsyncGenerator<NumberedExample> {
  async function* numbered(): AsyncGenerator<NumberedRow> {
    for (const [index, row] of rows.entries()) yield { row, line: index + 1 };
  }
  return parseRows(numbered(), { format });
}

test('percentiles are within two per cent of the sorted values, and the histogram counts each once', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(200), fc.nat(1_000_000)), { minLength: 1, maxLength: 300 }), (values) => {
      const distribution = createDistribution();
      for (const value of values) distribution.add(value);
      const summary = distribution.summary()!;
      const sorted = values.toSorted((a, b) => a - b);
      expect(summary.minimum).toBe(sorted[0]);
      expect(summary.maximum).toBe(sorted.at(-1));
      expect(summary.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length);
      for (const [name, share] of [
        ['p5', 0.05],
        ['p50', 0.5],
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const) {
        const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
        expect(Math.abs(summary.percentiles[name] - exact)).toBeLessThanOrEqual(exact < 128 ? 0 : exact * 0.02);
      }
      for (const { from, to, count } of summary.histogram) {
        expect(count).toBe(values.filter((value) => value >= from && value < to).length);
      }
      expect(summary.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
    }),
  );
});

test('memory stays the same however large the values', () => {
  const distribution = createDistribution();
  for (let exponent = 0; exponent < 40; exponent += 1) distribution.add(2 ** exponent);
  const { histogram, percentiles } = distribution.summary()!;
  expect(histogram).toHaveLength(40);
  expect(percentiles.p99).toBe(2 ** 39);
  expect(createDistribution().summary()).toBeUndefined();
});

test('what rows are made of is counted', async () => {
  const statistics = await collectStatistics(
    examples('sft', [
      {
        messages: [
          { role: 'system', content: 'ab' },
          { role: 'user', content: '😀' },
          { role: 'assistant', content: 'c', reasoning_content: 'xy' },
        ],
      },
      {
        messages: [
          { role: 'user', content: 'abc' },
          { role: 'assistant', content: '', tool_calls: [{ id: '1', function: { name: 'f', arguments: '{}' } }] },
        ],
      },
    ]),
    { countTokens: async (text) => text.length },
  );
  expect(statistics).toMatchObject({
    rows: 2,
    kinds: { conversation: 2 },
    roles: { system: 1, user: 2, assistant: 2 },
    withSystem: 1,
    withTools: 1,
    withReasoning: 1,
    turns: { minimum: 2, maximum: 3, sum: 5 },
    characters: { minimum: 6, maximum: 6, sum: 12 },
    tokens: { sum: 13 },
  });
  expect(statistics.scores).toBeUndefined();
});

test('labels and scores', async () => {
  const kto = [true, true, false].map((label) => ({ prompt: 'a', completion: 'bc', label }));
  expect(await collectStatistics(examples('kto', kto))).toMatchObject({
    labels: { good: 2, bad: 1 },
    turns: { mean: 2 },
    characters: { mean: 3 },
  });
  const scored = [1, -2, 4].map((score) => ({ prompt: 'a', completion: 'b', score }));
  const { scores, tokens } = await collectStatistics(examples('scored', scored));
  expect(scores).toEqual({ count: 3, minimum: -2, maximum: 4, mean: 1 });
  expect(tokens).toBeUndefined();
});

test('a signal ends the work', async () => {
  const rows = examples('text', [{ text: 'a' }]);
  await expect(collectStatistics(rows, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
});

test('characters are code points', () => {
  expect(countCharacters('aé😀')).toBe(3);
});
