import type { TrainingRun } from '../../driver/training-driver.ts';
import type { RunFolder } from '../../run/run-folder.ts';
import type { RunResults } from '../../run/step-results.ts';

/** What the card and the manifest of a run are made from: the same of it gives the same bytes. */
export interface RunDescription {
  /** As people call the adapter. */
  name: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  run: TrainingRun;
  folder: RunFolder;
  /** What it was trained on, for people. */
  dataName?: string | undefined;
  results: Partial<RunResults>;
  /** Besides those of Python, which the training tells. */
  versions?: Readonly<Record<string, string>> | undefined;
}
