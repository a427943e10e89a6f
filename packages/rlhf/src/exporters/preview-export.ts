import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { throwIfAborted, type InteractionQuery, type JudgedInteraction } from '@tuneloop/protocol';
import { explainExportError } from './export-error.ts';
import type { InteractionSource } from './interaction-source.ts';
import { makeRows } from './make-rows.ts';
import { RowPreview, type PreviewedFile } from './row-preview.ts';
import { parseExportSettings, type ExportSettings, type ExportSettingsInput } from './settings.ts';
import { Tally, type ExportCounts } from './tally.ts';

export type PreviewOptions = ExportSettingsInput & {
  log: InteractionSource;
  /** First rows of each file. Default 5. */
  limit?: number | undefined;
  /** No more interactions are read than this. Default 10 000. */
  maxInteractions?: number | undefined;
  signal?: AbortSignal | undefined;
};

export interface ExportPreview extends ExportCounts {
  format: ExportSettings['format'];
  rows: number;
  files: PreviewedFile[];
  /** Whether everything was read: else counts and rows are those of the oldest `maxInteractions`. */
  isComplete: boolean;
}

/**
 * What `exportInteractions` would write, without writing it: the first rows of each file, and what is left out for which
 * reason. Errors: `INVALID_REQUEST` (settings), `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk), `ABORTED`.
 */
export async function previewExport(options: PreviewOptions): Promise<ExportPreview> {
  const { log, limit = 5, maxInteractions = 10_000, signal, ...input } = options;
  const settings = parseExportSettings(input);
  throwIfAborted(signal);
  const beginning = new Beginning(log, maxInteractions);
  const sink = new RowPreview(settings, limit);
  const tally = new Tally();
  const scratch = await mkdtemp(join(tmpdir(), 'tuneloop-preview-'));
  try {
    await makeRows({ log: beginning, settings, sink, tally, scratch, signal });
  } catch (error) {
    throw explainExportError(error, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const { format } = settings;
  return { format, rows: sink.rows, ...tally.counts(), files: sink.files(), isComplete: !beginning.wasCut };
}

/** A source that ends early. */
class Beginning implements InteractionSource {
  wasCut = false;
  readonly #log: InteractionSource;
  readonly #most: number;

  constructor(log: InteractionSource, most: number) {
    this.#log = log;
    this.#most = most;
  }

  async *records(
    query: InteractionQuery,
    options: { signal?: AbortSignal | undefined },
  ): AsyncGenerator<JudgedInteraction, void, undefined> {
    let count = 0;
    for await (const judged of this.#log.records(query, options)) {
      if (count === this.#most) {
        this.wasCut = true;
        return;
      }
      count += 1;
      yield judged;
    }
  }
}
