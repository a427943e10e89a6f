import type { PrepareResult, RunFolder, TrainingBase, TrainingRun } from '@tuneloop/lora';
import { withEarlierRows } from '@tuneloop/lora/config';
import type { StoredRun } from './stored-run.ts';

export function trainingBaseOf({ base, trainedOn }: StoredRun): TrainingBase {
  return trainedOn ?? { type: 'gguf', path: base.path, sha256: base.sha256 };
}

/** What the driver is told of a run. */
export function trainingRunOf(
  run: StoredRun,
  folder: RunFolder,
  { validationRows }: Pick<PrepareResult, 'validationRows'>,
): TrainingRun {
  const { id, config, continueFrom } = run;
  return {
    id,
    folder: folder.folder,
    base: trainingBaseOf(run),
    config: withEarlierRows(config, folder),
    data: { train: folder.train, validation: validationRows > 0 ? folder.validation : undefined },
    startFrom: continueFrom?.folder,
  };
}
