import { withEarlierRows, type PrepareResult, type RunFolder, type TrainingRun } from '@tuneloop/lora';
import type { StoredRun } from './stored-run.ts';

/** What the driver is told of a run. */
export function trainingRunOf(
  { id, base, config, continueFrom }: StoredRun,
  folder: RunFolder,
  { validationRows }: Pick<PrepareResult, 'validationRows'>,
): TrainingRun {
  return {
    id,
    folder: folder.folder,
    base: { type: 'gguf', path: base.path, sha256: base.sha256 },
    config: withEarlierRows(config, folder),
    data: { train: folder.train, validation: validationRows > 0 ? folder.validation : undefined },
    startFrom: continueFrom?.folder,
  };
}
