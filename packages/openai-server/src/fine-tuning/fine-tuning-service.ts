import type { LogScope } from '@tuneloop/protocol';
import type { StoredFile } from '../files/file-service.ts';

/** What is left out is chosen by the server. */
export interface Hyperparameters {
  epochs?: number | undefined;
  batchSize?: number | undefined;
  /** Times the learning rate that the method is usually run with. */
  learningRateMultiplier?: number | undefined;
  /** How far the answers may move from the base's; of `dpo`. */
  beta?: number | undefined;
}

export interface FineTuningMethod {
  type: 'supervised' | 'dpo';
  hyperparameters: Hyperparameters;
}

/** What a client asks for. */
export interface FineTuningRequest {
  /** As clients name models; an adapter (`base:name`) is trained further. */
  model: string;
  trainingFile: StoredFile;
  validationFile?: StoredFile | undefined;
  /** What the result is called after the name of its base. */
  suffix?: string | undefined;
  seed?: number | undefined;
  method: FineTuningMethod;
  metadata?: Readonly<Record<string, string>> | undefined;
  owner: string | undefined;
  idempotencyKey: string | undefined;
}

export type FineTuningStatus = 'validating_files' | 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** Times are ISO 8601, UTC; files are ids. */
export interface FineTuningJob {
  /** `ftjob-…`. */
  id: string;
  status: FineTuningStatus;
  model: string;
  trainingFile: string;
  validationFile?: string | undefined;
  resultFiles: readonly string[];
  seed: number;
  method: FineTuningMethod;
  metadata?: Readonly<Record<string, string>> | undefined;
  owner?: string | undefined;
  createdAt: string;
  finishedAt?: string | undefined;
  /** While it runs, as far as it can be told. */
  estimatedFinish?: string | undefined;
  /** Of `succeeded`: what chat completions take as `model`. */
  fineTunedModel?: string | undefined;
  /** Of all epochs. */
  trainedTokens?: number | undefined;
  /** Of `failed`; `code` as errors on the wire have it. */
  error?: { code: string; message: string; param?: string | undefined } | undefined;
}

export interface FineTuningEvent {
  id: string;
  time: string;
  level: 'info' | 'warn' | 'error';
  message: string;
  type: 'message' | 'metrics';
  data?: Readonly<Record<string, number>> | undefined;
}

export interface FineTuningCheckpoint {
  id: string;
  time: string;
  step: number;
  /** `base:name` of the last, which is served; of others a name that tells them apart. */
  model: string;
  /** By OpenAI's names, such as `train_loss`. */
  metrics: Readonly<Record<string, number>>;
}

export interface PageQuery {
  /** Those behind the one with this id. */
  after?: string | undefined;
  limit: number;
}

export interface Page<T> {
  /** The latest first. */
  items: T[];
  hasMore: boolean;
}

export interface FineTuningQuery extends PageQuery {
  scope: LogScope;
  /** Only those that have all of these; `null`: those without any. */
  metadata?: Readonly<Record<string, string>> | null | undefined;
}

/** Trains models as OpenAI's API asks for it. Errors of all: `STORE_FAILED`. */
export interface FineTuningService {
  /** Errors: `INVALID_REQUEST`, `MODEL_NOT_FOUND`, `UNSUPPORTED` (a model that cannot be trained). */
  create(request: FineTuningRequest): Promise<FineTuningJob>;
  /** Errors: `NOT_FOUND`. */
  get(id: string): Promise<FineTuningJob>;
  /** Errors: `NOT_FOUND` (no job `after`). */
  list(query: FineTuningQuery): Promise<Page<FineTuningJob>>;
  events(job: FineTuningJob, query: PageQuery): Promise<Page<FineTuningEvent>>;
  checkpoints(job: FineTuningJob, query: PageQuery): Promise<Page<FineTuningCheckpoint>>;
  /** Ended ones stay as they are. */
  cancel(job: FineTuningJob): Promise<FineTuningJob>;
  /** Stops it so that `resume` goes on from its last checkpoint. Errors: `INVALID_REQUEST` (it has ended). */
  pause(job: FineTuningJob): Promise<FineTuningJob>;
  /** Errors: `INVALID_REQUEST` (it is not paused, has not failed and was not cancelled). */
  resume(job: FineTuningJob): Promise<FineTuningJob>;
}
