import type { Row } from '@tuneloop/datasets';

export interface ExportRow {
  row: Row;
  /** Ids of the interactions that it is made of. */
  sources: string[];
  /** What decides on its split. */
  group: string;
}

/** Where the rows of an export go. */
export interface RowSink {
  /** How many it was given. */
  readonly rows: number;
  add(row: ExportRow): Promise<void>;
}
