import { basename, dirname, join } from 'node:path';
import { createRowWriter, type RowWriter, type RowWriterOptions, type WrittenFile } from '../files/write-rows.ts';
import type { NumberedExample } from '../formats/parse-rows.ts';
import { groupOf, splitNames, splitOf, type SplitName, type SplitOptions } from './split.ts';

export interface SplitRowsOptions extends SplitOptions, RowWriterOptions {
  /** The column whose value keeps rows together; left out: see `groupOf`. */
  by?: string | undefined;
}

export interface SplitFile extends WrittenFile {
  split: SplitName;
}

/**
 * Writes rows to one file for each split: `data.jsonl` → `data.train.jsonl`, `data.validation.jsonl`. None has its name
 * before all rows are written.
 *
 * Errors: `INVALID_REQUEST`, those of `createRowWriter` and of `examples`.
 */
export async function splitRows(
  examples: AsyncIterable<NumberedExample>,
  output: string,
  { by, validation, test, seed, ...writerOptions }: SplitRowsOptions,
): Promise<SplitFile[]> {
  const options = { validation, test, seed };
  const writers = new Map<SplitName, RowWriter>();
  try {
    for (const split of splitNames(options)) {
      writers.set(split, await createRowWriter(splitPath(output, split), writerOptions));
    }
    for await (const { example, row } of examples) {
      await writers.get(splitOf(groupOf(example, row, by), options))!.write(row);
    }
    const files: SplitFile[] = [];
    for (const [split, writer] of writers) files.push({ split, ...(await writer.finish()) });
    return files;
  } finally {
    for (const writer of writers.values()) await writer.discard();
  }
}

/** `data.jsonl.gz` → `data.validation.jsonl.gz`. */
export function splitPath(path: string, split: SplitName): string {
  const name = basename(path);
  const dot = name.indexOf('.', 1);
  const named = dot === -1 ? `${name}.${split}` : `${name.slice(0, dot)}.${split}${name.slice(dot)}`;
  return join(dirname(path), named);
}
