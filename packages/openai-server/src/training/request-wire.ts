import type { Request } from 'express';
import { z } from 'zod';
import { validateWire } from '../parameters/validate-wire.ts';
import type { TrainingLogQuery } from './training-findings.ts';

type DataWire = { file: string } | { export: string };

export interface TrainingRequestWire {
  model?: string | undefined;
  name?: string | undefined;
  data: DataWire;
  settings?: Record<string, unknown> | undefined;
  validation?: number | { file: string } | undefined;
  max_problems?: number | undefined;
  checks?: { file: string } | undefined;
  regression?: { file: string } | undefined;
  judge?: string | undefined;
  evaluate?: boolean | undefined;
  promote?: 'always' | 'if' | 'never' | undefined;
  promote_if?: string | undefined;
  continue_from?: string | undefined;
}

/** The body of `POST /v1/training/plan`. */
export interface TrainingPlanRequestWire extends TrainingRequestWire {
  stream?: boolean | undefined;
}

const text = z.string().min(1).max(4096);
const file = z.strictObject({ file: text.describe('The id of a file of `/v1/files`.') });

const shape = {
  model: text.optional().describe('The base; left out: the default model.'),
  name: text.optional().describe('Of the adapter, which is served as `base:name`; left out: that of the data.'),
  data: z
    .union([file, z.strictObject({ export: text.describe('The id of an export that has succeeded.') })])
    .describe('Rows to train on.'),
  settings: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Of the training, such as `{"method": "dpo", "epochs": 2, "lora": {"rank": 32}}`.'),
  validation: z
    .union([z.number().min(0).lt(1), file])
    .optional()
    .describe('Rows to measure on: a file, or the fraction of the data. Left out: a tenth.'),
  max_problems: z.int().min(0).optional().describe('Bad rows that may be left out; 0 without it.'),
  checks: file.optional().describe('Questions with what their answers must hold.'),
  regression: file.optional().describe('Checks that must not newly fail.'),
  judge: text.optional().describe('A model that compares answers before and after.'),
  evaluate: z.boolean().optional().describe('Whether it is measured; `true` without it.'),
  promote: z.enum(['always', 'if', 'never']).optional().describe('`if`, the default: when its gate lets it pass.'),
  promote_if: text.optional().describe('The gate, such as `win_rate>0.5 and regression<0.02`.'),
  continue_from: text.optional().describe('`NAME` or `NAME@VERSION` of an adapter to go on from.'),
};

export const trainingRequestSchema: z.ZodType<TrainingRequestWire> = z.strictObject(shape);

export const trainingPlanRequestSchema: z.ZodType<TrainingPlanRequestWire> = z.strictObject({
  ...shape,
  stream: z.boolean().optional().describe('Whether progress is told, as server-sent events; `false` without it.'),
});

const listQuerySchema = z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) });

const logQuerySchema = z.strictObject({ after: z.coerce.number().int().min(0).optional() });

/** Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeLogQuery(request: Request): TrainingLogQuery {
  return validateWire(logQuerySchema, request.query);
}

/** Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeTrainingQuery(request: Request): { limit: number } {
  return validateWire(listQuerySchema, request.query);
}
