import { z } from 'zod';
import type { TrainingEvaluationWire, TrainingLogWire, TrainingPlanWire, TrainingReportWire } from './findings-wire.ts';

const count = z.int().min(0);
const figures = z.record(z.string(), z.number());
const settings = z.record(z.string(), z.unknown());

export const trainingPlanSchema: z.ZodType<TrainingPlanWire> = z.strictObject({
  object: z.literal('training.plan'),
  name: z.string().describe('Of the adapter.'),
  model: z.string().describe('The base.'),
  settings: settings.describe('Complete, with what was left out chosen.'),
  rows: count.describe('As the trainer gets them.'),
  validation_rows: count,
  left_out: z.record(z.string(), count).describe('Rows of the data that cannot be used, by reason.'),
  tokens: count.describe('In one pass over all rows.'),
  trained_tokens: count.describe('Those of them that are learned from.'),
  longest_row: count,
  cut_rows: count.describe('Rows that `maxLength` cuts.'),
  steps: count,
  epochs: z.number(),
  parameters: count,
  trained_parameters: count,
  quantization: z.string(),
  device: z.enum(['cpu', 'gpu']).nullable(),
  memory_bytes: z.number().min(0).describe('An estimate.'),
  memory_parts: figures.nullable(),
  available_memory_bytes: z.number().min(0),
  disk_bytes: z.number().min(0).describe('An estimate.'),
  seconds: z
    .number()
    .min(0)
    .nullable()
    .describe('An estimate; null: no training of this kind was measured on this machine yet.'),
  warnings: z.array(z.string()),
});

export const trainingLogSchema: z.ZodType<TrainingLogWire> = z.strictObject({
  object: z.literal('training.log'),
  text: z.string().describe('Whole lines.'),
  from: count.describe('In bytes of the log.'),
  to: count.describe('Where the next part begins.'),
});

export const trainingReportSchema: z.ZodType<TrainingReportWire> = z.strictObject({
  object: z.literal('training.report'),
  markdown: z.string(),
  html: z.string().nullable().describe('A page of its own.'),
});

const prompt = z.array(z.strictObject({ role: z.string(), text: z.string() }));
const answer = z.strictObject({ answer: z.string(), passed: z.boolean() });
const checks = z.array(z.strictObject({ id: z.string(), prompt, before: answer, after: answer }));

export const trainingEvaluationSchema: z.ZodType<TrainingEvaluationWire> = z.strictObject({
  object: z.literal('training.evaluation'),
  before: z.string().describe('What was live.'),
  after: z.string().describe('What was trained.'),
  metrics: figures,
  intervals: z.record(z.string(), z.strictObject({ low: z.number(), high: z.number() })).describe('95 %.'),
  counts: figures,
  samples: z.array(
    z.strictObject({
      prompt,
      before: z.string(),
      after: z.string(),
      reference: z.string().nullable().describe("The row's own answer."),
      judged: z.enum(['before', 'after', 'tie']).nullable().describe('Which one a judge took.'),
    }),
  ),
  checks,
  regression: checks,
});
