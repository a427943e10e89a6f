import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Inspection } from '@tuneloop/lora';
import { runFolder } from '@tuneloop/lora/config';
import type { CallOptions, JobProgress } from '@tuneloop/protocol';
import { prepareRun, type PreparedRun } from './prepare-run.ts';
import type { StoredRun } from './stored-run.ts';
import type { TrainingContext } from './training-context.ts';

export interface PreviewOptions extends CallOptions {
  /** Rows that are shown as tokens. Default 0. */
  rows?: number | undefined;
  onProgress?: ((progress: JobProgress) => void) | undefined;
}

/** What a run would do. */
export interface TrainingPreview extends PreparedRun {
  run: StoredRun;
  inspection?: Inspection | undefined;
}

/** Does what comes before the training, in a folder that is removed afterwards. */
export async function previewRun(
  training: TrainingContext,
  run: StoredRun,
  { rows = 0, signal, onProgress }: PreviewOptions,
): Promise<TrainingPreview> {
  const parent = dirname(training.runs.folderOf(run.id).folder);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const path = await mkdtemp(join(parent, 'preview-'));
  const folder = runFolder(path);
  try {
    const call = { run, folder, signal, onProgress: onProgress ?? (() => undefined) };
    // The plan has all warnings.
    const prepared = await prepareRun(training, call, { warn: () => undefined });
    const inspection = rows > 0 ? await training.steps.inspect({ ...call, rows }) : undefined;
    return { run, ...prepared, inspection };
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}
