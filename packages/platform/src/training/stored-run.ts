import type { TrainingBase, TrainingConfig } from '@tuneloop/lora';
import type { Promotion } from './finetune-request.ts';

/** The model that a run changes. */
export interface RunBase {
  /** As requests name it. */
  id: string;
  /** The GGUF; absolute. */
  path: string;
  /** Of the file, where it is known; hex. */
  sha256?: string | undefined;
}

/** What a run is to do, with everything decided: the same however often a step is run. Paths are absolute. */
export interface StoredRun {
  version: 1;
  /** `run_…`; its folder's name. */
  id: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** The id of an API key. */
  owner?: string | undefined;
  /** Of the adapter. */
  name: string;
  /** Of the model, where a whole one comes out. */
  modelName?: string | undefined;
  base: RunBase;
  /** What is trained on; left out: the base's own file. */
  trainedOn?: TrainingBase | undefined;
  /** Left out where the step `collect` finds it. */
  data?: string | undefined;
  /** The name of the data, for people. */
  dataName?: string | undefined;
  config: TrainingConfig;
  validation?: string | number | undefined;
  maxProblems?: number | undefined;
  checks?: string | undefined;
  regression?: string | undefined;
  comparisons?: string | undefined;
  /** The GGUF; absolute. */
  judge?: string | undefined;
  /** Whether training may write conversations otherwise than serving does. */
  allowOtherTemplate?: boolean | undefined;
  evaluate: boolean;
  promote: Promotion;
  promoteIf?: string | undefined;
  continueFrom?: { name: string; version: number; folder: string } | undefined;
}
