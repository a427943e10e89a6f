import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { throwIfAborted, type JobProgress } from '@tuneloop/protocol';
import { explainExportError } from './export-error.ts';
import { ExportFiles, type FinishedExport } from './export-files.ts';
import type { InteractionSource } from './interaction-source.ts';
import { makeRows } from './make-rows.ts';
import { parseExportSettings, type ExportSettings, type ExportSettingsInput } from './settings.ts';
import { Tally, type ExportCounts } from './tally.ts';

/** All settings but `format` have a default. */
export type ExportOptions = ExportSettingsInput & {
  log: InteractionSource;
  /** Path of the file; its name says how rows are written (`.jsonl`, `.jsonl.gz`, `.parquet`, …). */
  output: string;
  signal?: AbortSignal | undefined;
  /** Phases `read` (in interactions) and `write` (in rows). */
  onProgress?: ((progress: JobProgress) => void) | undefined;
  /** Interactions that this refuses are as if they were not in the log. */
  only?: ((id: string) => boolean) | undefined;
};

export interface ExportReport extends ExportCounts, FinishedExport {
  format: ExportSettings['format'];
  rows: number;
}

/**
 * Writes interactions and what was said of them as training data, with a manifest beside it (`OUTPUT.manifest.json`).
 * Memory does not grow with the log; pairs are brought together on disk, beside the output. The same log and settings
 * give the same bytes: rows of single answers in order of time, rows of pairs and prompts by the prompt's hash, in both
 * those first that show what a column may hold, since readers of JSONL learn that from the first rows.
 *
 * When it fails or is cancelled, nothing is left behind.
 *
 * Errors: `INVALID_REQUEST` (settings, name of the output), `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk), `ABORTED`.
 */
export async function exportInteractions(options: ExportOptions): Promise<ExportReport> {
  const { log, output, signal, onProgress, only, ...input } = options;
  const settings = parseExportSettings(input);
  throwIfAborted(signal);
  try {
    return await write({ log, output, signal, onProgress, only, settings });
  } catch (error) {
    throw explainExportError(error, output);
  }
}

type Work = Pick<ExportOptions, 'log' | 'output' | 'signal' | 'onProgress' | 'only'> & { settings: ExportSettings };

async function write({ output, ...work }: Work): Promise<ExportReport> {
  const { settings, signal, onProgress } = work;
  const scratch = dirname(output);
  await mkdir(scratch, { recursive: true });
  await using files = new ExportFiles(output, settings);
  await files.open();
  const tally = new Tally();
  await makeRows({ ...work, sink: files, tally, scratch });

  const counts = tally.counts();
  const about = { ...(tally.latest !== undefined && { asOf: tally.latest }), ...counts };
  const finished = await files.finish(about, signal);
  onProgress?.({ phase: 'write', completed: files.rows, total: files.rows });
  return { format: settings.format, rows: files.rows, ...counts, ...finished };
}
