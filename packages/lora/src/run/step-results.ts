import type { TrainingResult } from '../driver/training-event.ts';

/** What each step of a run hands to the next ones: plain data, small; files are in the run's folder. */
export interface RunResults {
  collect: CollectResult;
  prepare: PrepareResult;
  train: TrainingResult;
  convert: ConvertResult;
  parity: ParityResult;
  evaluate: EvaluationResult;
  gate: GateResult;
  publish: PublishResult;
}

/** Rows from the log. */
export interface CollectResult {
  /** JSONL, in the folder of the run. */
  file: string;
  format: string;
  rows: number;
  /** Ratings and choices that they came from. */
  ratings: number;
  /** Rows left out, by reason. */
  leftOut: Readonly<Record<string, number>>;
}

/** Validated, split, counted. */
export interface PrepareResult {
  rows: number;
  validationRows: number;
  leftOut: Readonly<Record<string, number>>;
  plan: TrainingPlan;
}

/** What a training will take; estimates where it says so. */
export interface TrainingPlan {
  /** As TRL gets them: with `sft` one for each answer of the assistant. */
  rows: number;
  validationRows: number;
  /** In one pass over all rows; those that are learned from. */
  tokens: number;
  trainedTokens: number;
  longestRow: number;
  /** Rows that `maxLength` cuts. */
  cutRows: number;
  steps: number;
  epochs: number;
  /** Of the model, and of what is trained. */
  parameters: number;
  trainedParameters: number;
  quantization: 'none' | '8bit' | '4bit';
  /** What it computes on. */
  device?: 'cpu' | 'gpu' | undefined;
  /** Estimates. */
  memoryBytes: number;
  /** What takes it, such as `weights`, `activations`. */
  memoryParts?: Readonly<Record<string, number>> | undefined;
  availableMemoryBytes: number;
  diskBytes: number;
  seconds?: number | undefined;
  /** What a person should know before, such as a template that differs from the one that serving uses. */
  warnings: readonly string[];
}

export interface ConvertResult {
  /** Absolute; a `.gguf` with an adapter, or a whole model. */
  file: string;
  kind: 'adapter' | 'model';
  /** `svd`: of the difference, as the update has no low rank of its own (DoRA, full); `error` says how much is lost. */
  method: 'direct' | 'script' | 'svd' | 'merge';
  sha256: string;
  sizeBytes: number;
  rank?: number | undefined;
  alpha?: number | undefined;
  /** Relative, Frobenius: |wanted - written| / |wanted|. */
  error?: number | undefined;
}

/** Whether the served adapter does what the trained one does. */
export interface ParityResult {
  passed: boolean;
  /** `text`: greedy answers are equal. `divergence`: teacher-forced, compared with what the bare base differs by. */
  kind: 'text' | 'divergence';
  prompts: number;
  /** `text`: prompts whose answers are equal. */
  equal?: number | undefined;
  /** `divergence`, in nats a token and as a fraction of tokens; of the bare base and of the adapter. */
  base?: { kl: number; top1Disagreement: number } | undefined;
  adapted?: { kl: number; top1Disagreement: number } | undefined;
  margin?: { kl: number; top1Disagreement: number } | undefined;
  reason?: string | undefined;
}

/** Before (`base`, or the adapter that is live) against after. */
export interface EvaluationResult {
  /**
   * What a gate may speak of: `win_rate` (lower 95 % bound), `regression` (fraction of the regression checks that newly
   * fail), `margin` (held-out chosen-over-rejected log-probability margin, after; nats a token), `margin_gain`, `loss`,
   * `loss_before`, `loss_change`, `perplexity`, `checks` (fraction passed), `checks_before`, and those of single metrics.
   */
  metrics: Readonly<Record<string, number>>;
  /** Held-out rows, checks and comparisons behind the figures. */
  counts: Readonly<Record<string, number>>;
  before: string;
  after: string;
}

export interface GateResult {
  passed: boolean;
  rule: string;
  /** One sentence for each condition: what was asked, what was found. */
  reasons: readonly string[];
}

export interface PublishResult {
  name: string;
  version: number;
  /** Whether requests for the adapter's name get it now. */
  live: boolean;
  reason?: string | undefined;
}
