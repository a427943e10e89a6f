import type { Row } from '../rows/row.ts';

/** Makes bytes of rows. What a call returns goes into the file, in order. */
export interface RowEncoder {
  /** `undefined` while it gathers rows. */
  encode(row: Row): Uint8Array | string | undefined;
  end(): Uint8Array | string | undefined;
}
