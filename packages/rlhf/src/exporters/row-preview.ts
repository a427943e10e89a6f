import type { ExportRow, RowSink } from './row-sink.ts';
import type { ExportSettings } from './settings.ts';
import { splitNames, splitOf, type SplitName } from './split.ts';
import { isTelling } from './telling-row.ts';
import { writtenRow } from './written-row.ts';

/** The beginning of a file of an export. */
export interface PreviewedFile {
  split?: SplitName | undefined;
  /** How many it would have. */
  rows: number;
  /** The first of them, as they would be written, with the ids of the interactions that each is made of. */
  first: { row: Record<string, unknown>; sources: string[] }[];
}

interface Beginning {
  rows: number;
  telling: ExportRow[];
  later: ExportRow[];
}

/** Keeps the first rows of each file, in the order in which `ExportFiles` writes them, and counts the others. */
export class RowPreview implements RowSink {
  readonly #settings: ExportSettings;
  readonly #limit: number;
  readonly #files: Map<SplitName | undefined, Beginning>;
  #rows = 0;

  constructor(settings: ExportSettings, limit: number) {
    this.#settings = settings;
    this.#limit = limit;
    this.#files = new Map(splitNames(settings).map((split) => [split, { rows: 0, telling: [], later: [] }]));
  }

  get rows(): number {
    return this.#rows;
  }

  async add(row: ExportRow): Promise<void> {
    this.#rows += 1;
    const file = this.#files.get(splitOf(row.group, this.#settings))!;
    file.rows += 1;
    const kept = isTelling(row.row) ? file.telling : file.later;
    if (kept.length < this.#limit) kept.push(row);
  }

  files(): PreviewedFile[] {
    return [...this.#files].map(([split, { rows, telling, later }]) => ({
      ...(split && { split }),
      rows,
      first: [...telling, ...later].slice(0, this.#limit).map(({ row, sources, group }) => ({
        row: writtenRow({ row, group }, this.#settings),
        sources,
      })),
    }));
  }
}
