import { z } from 'zod';
import { loraSchema } from './lora-config.ts';
import { rewardSchema } from './reward.ts';
import { trainingMethods, type TrainingConfig } from './training-config.ts';
import { trainingRules } from './training-rules.ts';

const count = z.int().positive();
const positive = z.number().positive();

const settings: z.ZodType<TrainingConfig> = z.strictObject({
  method: z.enum(trainingMethods).default('sft'),
  tuning: z.enum(['lora', 'full']).default('lora'),
  lora: loraSchema.prefault({}),
  quantization: z.enum(['none', '8bit', '4bit', 'auto']).default('none'),
  epochs: positive.max(1000).default(3),
  maxSteps: count.optional(),
  batchSize: count.default(4),
  gradientAccumulation: count.default(1),
  learningRate: positive.max(1).optional(),
  schedule: z.enum(['linear', 'cosine', 'constant', 'constant_with_warmup']).default('cosine'),
  warmupRatio: z.number().min(0).max(1).default(0.03),
  weightDecay: z.number().min(0).default(0),
  maxGradNorm: positive.default(1),
  maxLength: count.default(2048),
  packing: z.boolean().default(false),
  gradientCheckpointing: z.boolean().default(false),
  precision: z.enum(['auto', 'fp32', 'bf16', 'fp16']).default('auto'),
  seed: z.int().min(0).default(42),
  beta: z.number().min(0).optional(),
  lossType: z
    .string()
    .regex(/^[a-z_]+$/)
    .optional(),
  rewards: z.array(rewardSchema).default([]),
  generations: z.int().min(2).default(4),
  maxNewTokens: count.default(128),
  qat: z.enum(['none', 'int8', 'int4']).default('none'),
  continual: z
    .strictObject({
      ewc: z.strictObject({ lambda: positive, data: z.string().min(1), samples: count.default(64) }).optional(),
      replay: z.strictObject({ data: z.string().min(1), fraction: z.number().gt(0).lt(1).default(0.2) }).optional(),
    })
    .prefault({}),
  checkpoint: z.strictObject({ everySteps: count.optional(), keep: count.default(2) }).prefault({}),
  evaluationEverySteps: count.optional(),
  tensorboard: z.boolean().default(false),
  wandb: z.enum(['off', 'offline']).default('off'),
  distributed: z
    .strictObject({
      processes: count.default(1),
      nodes: count.default(1),
      nodeRank: z.int().min(0).default(0),
      master: z
        .string()
        .regex(/^[^\s:]+:\d+$/, 'must be host:port')
        .optional(),
      strategy: z.enum(['ddp', 'zero2', 'zero3', 'fsdp']).default('ddp'),
    })
    .prefault({}),
  threads: count.optional(),
});

/** Reads and completes the settings of a training; refuses names that it does not know, and what cannot go together. */
export const trainingConfigSchema: z.ZodType<TrainingConfig> = settings.superRefine((config, context) => {
  for (const { path, message, broken } of trainingRules) {
    if (broken(config)) context.addIssue({ code: 'custom', path: [...path], message });
  }
});
