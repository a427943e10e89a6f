import { encodeListPage, type ListPageWire } from '../http/list-page.ts';
import type {
  FineTuningCheckpoint,
  FineTuningEvent,
  FineTuningJob,
  FineTuningMethod,
  FineTuningStatus,
  Page,
} from './fine-tuning-service.ts';

type OrAuto = 'auto' | number;

export interface HyperparametersOfJobWire {
  n_epochs: OrAuto;
  batch_size: OrAuto;
  learning_rate_multiplier: OrAuto;
  beta?: OrAuto | undefined;
}

export type MethodOfJobWire =
  | { type: 'supervised'; supervised: { hyperparameters: HyperparametersOfJobWire } }
  | { type: 'dpo'; dpo: { hyperparameters: HyperparametersOfJobWire } };

/** OpenAI's fine-tuning job. Times are seconds since 1970. */
export interface FineTuningJobWire {
  id: string;
  object: 'fine_tuning.job';
  created_at: number;
  finished_at: number | null;
  estimated_finish: number | null;
  model: string;
  fine_tuned_model: string | null;
  organization_id: string;
  status: FineTuningStatus;
  hyperparameters: HyperparametersOfJobWire;
  method: MethodOfJobWire;
  training_file: string;
  validation_file: string | null;
  result_files: readonly string[];
  seed: number;
  trained_tokens: number | null;
  error: { code: string; message: string; param: string | null } | null;
  integrations: never[];
  metadata: Readonly<Record<string, string>> | null;
}

export interface FineTuningEventWire {
  id: string;
  object: 'fine_tuning.job.event';
  created_at: number;
  level: 'info' | 'warn' | 'error';
  message: string;
  type: 'message' | 'metrics';
  data: Readonly<Record<string, number>>;
}

export interface FineTuningCheckpointWire {
  id: string;
  object: 'fine_tuning.job.checkpoint';
  created_at: number;
  fine_tuning_job_id: string;
  fine_tuned_model_checkpoint: string;
  step_number: number;
  metrics: Readonly<Record<string, number>>;
}

const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000);
const secondsOrNull = (time: string | undefined): number | null => (time === undefined ? null : seconds(time));

export function encodeFineTuningJob(job: FineTuningJob): FineTuningJobWire {
  const method = encodeMethod(job.method);
  const { code, message, param } = job.error ?? {};
  return {
    id: job.id,
    object: 'fine_tuning.job',
    created_at: seconds(job.createdAt),
    finished_at: secondsOrNull(job.finishedAt),
    estimated_finish: secondsOrNull(job.estimatedFinish),
    model: job.model,
    fine_tuned_model: job.fineTunedModel ?? null,
    organization_id: 'tuneloop',
    status: job.status,
    hyperparameters: (method.type === 'dpo' ? method.dpo : method.supervised).hyperparameters,
    method,
    training_file: job.trainingFile,
    validation_file: job.validationFile ?? null,
    result_files: job.resultFiles,
    seed: job.seed,
    trained_tokens: job.trainedTokens ?? null,
    error: code === undefined || message === undefined ? null : { code, message, param: param ?? null },
    integrations: [],
    metadata: job.metadata ?? null,
  };
}

function encodeMethod({ type, hyperparameters: chosen }: FineTuningMethod): MethodOfJobWire {
  const hyperparameters: HyperparametersOfJobWire = {
    n_epochs: chosen.epochs ?? 'auto',
    batch_size: chosen.batchSize ?? 'auto',
    learning_rate_multiplier: chosen.learningRateMultiplier ?? 'auto',
  };
  if (type === 'supervised') return { type, supervised: { hyperparameters } };
  return { type, dpo: { hyperparameters: { ...hyperparameters, beta: chosen.beta ?? 'auto' } } };
}

export function encodeFineTuningEvent({ id, time, level, message, type, data }: FineTuningEvent): FineTuningEventWire {
  return { id, object: 'fine_tuning.job.event', created_at: seconds(time), level, message, type, data: data ?? {} };
}

export function encodeCheckpoint(
  jobId: string,
  { id, time, model, step, metrics }: FineTuningCheckpoint,
): FineTuningCheckpointWire {
  return {
    id,
    object: 'fine_tuning.job.checkpoint',
    created_at: seconds(time),
    fine_tuning_job_id: jobId,
    fine_tuned_model_checkpoint: model,
    step_number: step,
    metrics,
  };
}

export function encodePage<T, Wire extends { id: string }>(
  { items, hasMore }: Page<T>,
  encode: (item: T) => Wire,
): ListPageWire<Wire> {
  return encodeListPage(items.map(encode), hasMore);
}
