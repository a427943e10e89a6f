/** Where rows are read from: a path, bytes in memory, or a stream of bytes (of which Parquet cannot be read). */
export type RowSource = string | Uint8Array | AsyncIterable<Uint8Array>;

/** How far a reader is in the file as it is stored, compression included. */
export interface ReadProgress {
  bytes: number;
  /** Left out for streams. */
  totalBytes?: number | undefined;
}

export function nameOfSource(source: RowSource): string {
  return typeof source === 'string' ? source : 'the data';
}
