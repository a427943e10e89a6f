import { expect, test } from 'vitest';
import { peekRows } from './peek-rows.ts';
import type { NumberedRow } from './row.ts';

function source(): { rows: AsyncGenerator<NumberedRow>; state: { produced: number; ended: boolean } } {
  const state = { produced: 0, ended: false };
  async function* rows(): AsyncGenerator<NumberedRow> {
    try {
      while (state.produced < 10) {
        state.produced += 1;
        yield { row: { n: state.produced }, line: state.produced };
      }
    } finally {
      state.ended = true;
    }
  }
  return { rows: rows(), state };
}

test('the first rows are read, and all of them come', async () => {
  const { rows, state } = source();
  const peeked = await peekRows(rows, 3);
  expect(peeked.head.map(({ line }) => line)).toEqual([1, 2, 3]);
  expect(state).toEqual({ produced: 3, ended: false });
  const lines: number[] = [];
  for await (const { line } of peeked.rows) lines.push(line);
  expect(lines).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  await peeked.close();
});

test('whoever leaves, early or at once, lets go of the source', async () => {
  const left = source();
  for await (const { line } of (await peekRows(left.rows, 3)).rows) if (line === 5) break;
  expect(left.state).toEqual({ produced: 5, ended: true });

  const untouched = source();
  await (await peekRows(untouched.rows, 3)).close();
  expect(untouched.state).toEqual({ produced: 3, ended: true });
});
