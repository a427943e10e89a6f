import { join } from 'node:path';
import { trainingConfigSchema, type TrainingRun, type TrainingSettings } from '../../../packages/lora/src/index.ts';
import { trainerConfig } from '../../../packages/lora/src/peft/trainer-config.ts';

/** Settings that suit a model of 50,000 weights. */
const small: TrainingSettings = {
  epochs: 1,
  maxLength: 128,
  learningRate: 2e-3,
  lora: { rank: 4 },
  checkpoint: { everySteps: 2 },
  threads: 1,
};

export interface Case {
  /** A file of rows, of `writeRows`. */
  rows: string;
  settings: TrainingSettings;
  /** The same. */
  validation?: string;
  base?: string;
  startFrom?: string;
}

/** The training `name` below `folder`. */
export function runOf(
  folder: string,
  name: string,
  { rows, validation, settings, base, startFrom }: Case,
): TrainingRun {
  return {
    id: name,
    folder: join(folder, name),
    base: { type: 'folder', path: base ?? join(folder, 'base') },
    config: trainingConfigSchema.parse({ ...small, ...settings, lora: { ...small.lora, ...settings.lora } }),
    data: {
      train: join(folder, `${rows}.jsonl`),
      ...(validation !== undefined && { validation: join(folder, `${validation}.jsonl`) }),
    },
    startFrom,
  };
}

/** What Python reads to do it; written by the same code as the driver's. */
export function configOf(folder: string, name: string, about: Case): Record<string, unknown> {
  return trainerConfig(runOf(folder, name, about), { base: about.base ?? join(folder, 'base') });
}
