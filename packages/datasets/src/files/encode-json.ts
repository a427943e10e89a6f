import type { Row } from '../rows/row.ts';
import type { RowEncoder } from './row-encoder.ts';

/** One object on each line. */
export function createJsonlEncoder(): RowEncoder {
  return { encode: (row) => `${JSON.stringify(row)}\n`, end: () => undefined };
}

/** One array, an object on each line. */
export function createJsonEncoder(): RowEncoder {
  let separator = '[\n';
  return {
    encode: (row: Row) => {
      const text = separator + JSON.stringify(row);
      separator = ',\n';
      return text;
    },
    end: () => (separator === '[\n' ? '[]\n' : '\n]\n'),
  };
}
