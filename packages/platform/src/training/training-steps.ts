import type {
  ConvertResult,
  EvaluationResult,
  GateResult,
  Inspection,
  ParityResult,
  PreparedData,
  PrepareResult,
  RunFolder,
  RunResults,
  TrainingPlan,
  TrainingResult,
} from '@tuneloop/lora';
import type { AdapterSelection, CallOptions, JobProgress, LoadedModel, ModelTokenizer } from '@tuneloop/protocol';
import type { StoredRun } from './stored-run.ts';

/** What every step is told. */
export interface StepCall extends CallOptions {
  run: StoredRun;
  folder: RunFolder;
  onProgress: (progress: JobProgress) => void;
}

/** The base in memory, with adapters loaded under ids that no request can name. */
export interface CandidateModel {
  model: LoadedModel;
  /** What was trained. */
  candidate: AdapterSelection[];
  /** What answers to the name now; none: the bare base. */
  live: AdapterSelection[];
  /** As people know it. */
  liveName: string;
}

/**
 * The parts of a run that need Python or a model, each a function that may be called again after it was killed. What
 * they need of this machine is theirs to know; a test has others.
 */
export interface TrainingSteps {
  /** `serving`: how the base reads text when it is served, where its engine tells. */
  plan(call: StepCall & { prepared: PreparedData; serving?: ModelTokenizer | undefined }): Promise<TrainingPlan>;
  /** The first rows as the trainer reads them; of what `plan` was asked for. */
  inspect(call: StepCall & { rows: number }): Promise<Inspection>;
  /** Keeps what later plans may know of a training that has ended. */
  trained(call: StepCall & { plan: TrainingPlan; result: TrainingResult }): Promise<void>;
  convert(call: StepCall & { prepared: PrepareResult; result: TrainingResult }): Promise<ConvertResult>;
  checkParity(
    call: StepCall & CandidateModel & { prepared: PrepareResult; result: TrainingResult; converted: ConvertResult },
  ): Promise<ParityResult>;
  evaluate(call: StepCall & CandidateModel & { judge?: LoadedModel | undefined }): Promise<EvaluationResult>;
  /** The model card and the manifest. */
  describe(call: StepCall & { results: Partial<RunResults>; gate: GateResult }): Promise<void>;
  report(call: StepCall & { results: Partial<RunResults> }): Promise<void>;
}
