import { z } from 'zod';
import { listPageSchema } from '../http/list-page.ts';
import type { ParameterTable } from '../parameters/parameter-rule.ts';
import { fineTuningParameters } from '../parameters/fine-tuning-parameters.ts';
import type {
  FineTuningCheckpointWire,
  FineTuningEventWire,
  FineTuningJobWire,
  HyperparametersOfJobWire,
} from './fine-tuning-wire.ts';
import { fineTuningRequestSchema } from './request-wire.ts';

export type FineTuningComponentName =
  | 'FineTuningRequest'
  | 'FineTuningJob'
  | 'FineTuningJobList'
  | 'FineTuningEventList'
  | 'FineTuningCheckpointList';

const seconds = z.int().min(0);
const orAuto = z.union([z.literal('auto'), z.number()]);

const hyperparametersSchema: z.ZodType<HyperparametersOfJobWire> = z.strictObject({
  n_epochs: orAuto,
  batch_size: orAuto,
  learning_rate_multiplier: orAuto,
  beta: orAuto.optional(),
});

const settings = z.strictObject({ hyperparameters: hyperparametersSchema });

const jobSchema: z.ZodType<FineTuningJobWire> = z.strictObject({
  id: z.string(),
  object: z.literal('fine_tuning.job'),
  created_at: seconds.describe('Seconds since 1970.'),
  finished_at: seconds.nullable(),
  estimated_finish: seconds.nullable(),
  model: z.string(),
  fine_tuned_model: z.string().nullable().describe('Of `succeeded`: what chat completions take as `model`.'),
  organization_id: z.string(),
  status: z.enum(['validating_files', 'queued', 'running', 'succeeded', 'failed', 'cancelled']),
  hyperparameters: hyperparametersSchema,
  method: z.union([
    z.strictObject({ type: z.literal('supervised'), supervised: settings }),
    z.strictObject({ type: z.literal('dpo'), dpo: settings }),
  ]),
  training_file: z.string(),
  validation_file: z.string().nullable(),
  result_files: z.array(z.string()).describe('Ids of files; the first has the curves as CSV.'),
  seed: z.int(),
  trained_tokens: z.int().min(0).nullable(),
  error: z.strictObject({ code: z.string(), message: z.string(), param: z.string().nullable() }).nullable(),
  integrations: z.array(z.never()),
  metadata: z.record(z.string(), z.string()).nullable(),
});

const eventSchema: z.ZodType<FineTuningEventWire> = z.strictObject({
  id: z.string(),
  object: z.literal('fine_tuning.job.event'),
  created_at: seconds,
  level: z.enum(['info', 'warn', 'error']),
  message: z.string(),
  type: z.enum(['message', 'metrics']),
  data: z.record(z.string(), z.number()),
});

const checkpointSchema: z.ZodType<FineTuningCheckpointWire> = z.strictObject({
  id: z.string(),
  object: z.literal('fine_tuning.job.checkpoint'),
  created_at: seconds,
  fine_tuning_job_id: z.string(),
  fine_tuned_model_checkpoint: z.string(),
  step_number: z.int().min(0),
  metrics: z.record(z.string(), z.number()),
});

export const fineTuningComponentSchemas: Readonly<Record<FineTuningComponentName, z.ZodType>> = {
  FineTuningRequest: fineTuningRequestSchema,
  FineTuningJob: jobSchema,
  FineTuningJobList: listPageSchema(jobSchema),
  FineTuningEventList: listPageSchema(eventSchema),
  FineTuningCheckpointList: listPageSchema(checkpointSchema),
};

export const fineTuningComponentTables: Readonly<Partial<Record<FineTuningComponentName, ParameterTable>>> = {
  FineTuningRequest: fineTuningParameters,
};
