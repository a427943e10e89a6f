/** What a training would take; estimates where it says so. */
export interface TrainingPlan {
  /** Of the adapter, and its base. */
  name: string;
  model: string;
  /** Complete, with what was left out chosen. */
  settings: Readonly<Record<string, unknown>>;
  /** As the trainer gets them. */
  rows: number;
  validationRows: number;
  /** Rows of the data that cannot be used, by reason. */
  leftOut: Readonly<Record<string, number>>;
  /** In one pass over all rows; those that are learned from. */
  tokens: number;
  trainedTokens: number;
  longestRow: number;
  /** Rows that `maxLength` cuts. */
  cutRows: number;
  steps: number;
  epochs: number;
  parameters: number;
  trainedParameters: number;
  quantization: string;
  device?: 'cpu' | 'gpu' | undefined;
  /** Estimates. */
  memoryBytes: number;
  memoryParts?: Readonly<Record<string, number>> | undefined;
  availableMemoryBytes: number;
  diskBytes: number;
  /** Left out where no training of this kind was measured on this machine yet. */
  seconds?: number | undefined;
  warnings: readonly string[];
}

export interface TrainingLogQuery {
  /** In bytes of the log: what follows. Left out: its end. */
  after?: number | undefined;
}

/** A part of a log: whole lines. Positions are in bytes. */
export interface TrainingLog {
  text: string;
  from: number;
  /** Where the next part begins. */
  to: number;
}

/** A message of a prompt; pictures and calls are left out. */
export interface PromptMessage {
  role: string;
  text: string;
}

/** A held-out prompt, as both answer it. */
export interface AnswerSample {
  prompt: readonly PromptMessage[];
  before: string;
  after: string;
  /** The row's own answer. */
  reference?: string | undefined;
  /** Which one a judge took. */
  judged?: 'before' | 'after' | 'tie' | undefined;
}

export interface CheckedAnswer {
  id: string;
  prompt: readonly PromptMessage[];
  before: { answer: string; passed: boolean };
  after: { answer: string; passed: boolean };
}

/** Before against after. */
export interface TrainingEvaluation {
  /** Names of what was measured. */
  before: string;
  after: string;
  metrics: Readonly<Record<string, number>>;
  /** 95 %, by the metric's name. */
  intervals: Readonly<Record<string, { low: number; high: number }>>;
  counts: Readonly<Record<string, number>>;
  samples: readonly AnswerSample[];
  checks: readonly CheckedAnswer[];
  regression: readonly CheckedAnswer[];
}

export interface TrainingReport {
  markdown: string;
  /** A page of its own. */
  html?: string | undefined;
}
