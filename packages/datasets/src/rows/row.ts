/** One row of a data set: plain JSON values by column name. */
export type Row = Record<string, unknown>;

/** A row with the place it was read from. */
export interface NumberedRow {
  row: Row;
  /** From 1: the line where the row begins (JSONL, JSON, CSV), or the row's number (Parquet). */
  line: number;
}
