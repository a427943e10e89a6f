import type { CallOptions, JobEventsOptions, JobGraph, JobGraphEvent, JobProgress, LogScope } from '@tuneloop/protocol';
import type { StoredFile } from '../files/file-service.ts';
import type {
  TrainingEvaluation,
  TrainingLog,
  TrainingLogQuery,
  TrainingPlan,
  TrainingReport,
} from './training-findings.ts';

/** What a client asks for. */
export interface TrainingRequest {
  /** Left out: the default model. */
  model?: string | undefined;
  /** Of the adapter; left out: that of the data. */
  name?: string | undefined;
  /** Rows: a file, or what an export wrote. */
  data: StoredFile | { export: string };
  /** As a person gives them; whoever trains reads them. */
  settings?: Readonly<Record<string, unknown>> | undefined;
  /** Rows to measure on, or the fraction of the data's. */
  validation?: StoredFile | number | undefined;
  maxProblems?: number | undefined;
  checks?: StoredFile | undefined;
  regression?: StoredFile | undefined;
  judge?: string | undefined;
  evaluate?: boolean | undefined;
  promote?: 'always' | 'if' | 'never' | undefined;
  promoteIf?: string | undefined;
  continueFrom?: string | undefined;
  /** Whose exports may be read. */
  scope: LogScope;
  owner: string | undefined;
  idempotencyKey: string | undefined;
}

/** A training with everything around it. Times are ISO 8601, UTC. */
export interface TrainingRunInfo {
  /** `run_…`. */
  id: string;
  /** Of the adapter. */
  name: string;
  /** The base. */
  model: string;
  method: string;
  createdAt: string;
  /** The id of an API key. */
  owner?: string | undefined;
  /** The name of its data, for people. */
  data?: string | undefined;
  /** `NAME@VERSION`. */
  continueFrom?: string | undefined;
  /** Of its training, complete; without those that name files of the server. */
  settings: Readonly<Record<string, unknown>>;
  /** It was stopped to go on later. */
  isPaused?: boolean | undefined;
  /** Its jobs; left out when they were forgotten. */
  graph?: JobGraph | undefined;
}

export interface PlanOptions extends CallOptions {
  onProgress?: ((progress: JobProgress) => void) | undefined;
}

/** Runs of training. Errors of all: `STORE_FAILED`. */
export interface TrainingControl {
  /** What `submit` would begin; takes as long as the checks and the counting of tokens do. Errors: those of `submit`, of preparing, `ABORTED`. */
  plan(request: TrainingRequest, options?: PlanOptions): Promise<TrainingPlan>;
  /** Errors: `INVALID_REQUEST`, `MODEL_NOT_FOUND`, `NOT_FOUND` (the export, the adapter to go on from). */
  submit(request: TrainingRequest): Promise<TrainingRunInfo>;
  /** Errors: `NOT_FOUND`. */
  get(id: string): Promise<TrainingRunInfo>;
  /** The latest first. */
  list(query: { limit: number; scope: LogScope }): Promise<TrainingRunInfo[]>;
  /** Errors: `NOT_FOUND`. */
  cancel(id: string): Promise<TrainingRunInfo>;
  /** As `cancel`, of what is to go on later. Errors: `NOT_FOUND`, `INVALID_REQUEST` (it has ended). */
  pause(id: string): Promise<TrainingRunInfo>;
  /** Errors: `NOT_FOUND`, `INVALID_REQUEST` (there is nothing to resume). */
  resume(id: string): Promise<TrainingRunInfo>;
  /** Of the jobs of a run's graph. */
  events(graph: JobGraph, options: JobEventsOptions): AsyncIterable<JobGraphEvent>;
  /** What the trainer's programs said; empty before they begin. Errors: `NOT_FOUND`. */
  log(id: string, query: TrainingLogQuery): Promise<TrainingLog>;
  /** Errors: `NOT_FOUND`, also before it was measured. */
  evaluation(id: string): Promise<TrainingEvaluation>;
  /** Errors: `NOT_FOUND`, also before it was written. */
  report(id: string): Promise<TrainingReport>;
}
