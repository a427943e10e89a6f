import type { NumberedRow } from './row.ts';

export interface PeekedRows {
  /** The first rows, to look at. */
  head: NumberedRow[];
  /** All of them, to go on with; once. */
  rows: AsyncGenerator<NumberedRow>;
  /** For whoever does not go on: lets go of the source. Harmless otherwise. */
  close(): Promise<void>;
}

/** Reads the first rows, and puts them back. */
export async function peekRows(source: AsyncIterable<NumberedRow>, count = 100): Promise<PeekedRows> {
  const iterator = source[Symbol.asyncIterator]();
  const close = async (): Promise<void> => {
    await iterator.return?.();
  };
  const head: NumberedRow[] = [];
  while (head.length < count) {
    const next = await iterator.next();
    if (next.done) break;
    head.push(next.value);
  }
  return {
    head,
    rows: (async function* () {
      try {
        yield* head;
        for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
      } finally {
        await close();
      }
    })(),
    close,
  };
}
