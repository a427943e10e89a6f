import type { AdapterRegistry, TrainingDriver } from '@tuneloop/lora';
import type { CallOptions, LoadedModel } from '@tuneloop/protocol';
import type { RunStore } from './run-store.ts';
import type { RunBase } from './stored-run.ts';
import type { TrainingTurn } from './training-turn.ts';
import type { TrainingSteps } from './training-steps.ts';

/** A model in use; disposing it lets it go. */
export interface OpenModel extends Disposable {
  readonly model: LoadedModel;
}

/** What the steps of all runs share. */
export interface TrainingContext {
  runs: RunStore;
  driver: TrainingDriver;
  steps: TrainingSteps;
  registry: AdapterRegistry;
  /** A model that is on this disk, by any of its names; without one the default model. Errors: `MODEL_NOT_FOUND`. */
  findBase(name: string | undefined): Promise<RunBase>;
  /** Loads the model of this file where it is not loaded. Errors: those of `ModelPool.acquire`. */
  openModel(path: string, options: CallOptions): Promise<OpenModel>;
  /** Keeps trainings apart, since each takes all of the machine. */
  takeTurn: TrainingTurn;
  /** Before the trainer starts: lets models go that nobody needs meanwhile. */
  makeRoom(): Promise<void>;
}
