import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { learningRateOf, type TrainingConfig } from '../config/training-config.ts';
import { deepSpeedConfig } from '../distributed/deepspeed-config.ts';
import { fsdpConfig } from '../distributed/fsdp-config.ts';
import type { TrainingRun } from '../driver/training-driver.ts';
import { runFolder } from '../run/run-folder.ts';

export interface TrainerConfigOptions {
  /** The base as a folder with `config.json`, or its id on the hub. */
  base: string;
  /** Of the hub. */
  revision?: string | undefined;
  /** The folder of the complete checkpoint to go on from; left out: from the beginning. */
  resumeFrom?: string | undefined;
}

/**
 * What the Python command `train` reads (trainers/settings.py): every value decided, so that the file says what ran.
 *
 * Errors: `INVALID_REQUEST` where `quantization` is still `auto`.
 */
export function trainerConfig(run: TrainingRun, options: TrainerConfigOptions): Record<string, unknown> {
  const { config } = run;
  if (config.quantization === 'auto') {
    throw new TuneloopError(
      'INVALID_REQUEST',
      'The quantization is still "auto": plan the training first, and train with the quantization that the plan names.',
    );
  }
  const files = runFolder(run.folder);
  return {
    base: options.base,
    revision: options.revision ?? null,
    train: run.data.train,
    validation: run.data.validation ?? null,
    checkpoints: files.checkpoints,
    output: files.output,
    logs: join(run.folder, 'logs'),
    stop_file: stopFile(run.folder),
    start_from: run.startFrom ?? null,
    chat_template: run.chatTemplate ?? null,
    resume_from: options.resumeFrom ?? null,
    ...methodOf(config),
    ...stepsOf(config),
    continual: continualOf(config),
    distributed: {
      processes: config.distributed.processes,
      nodes: config.distributed.nodes,
      node_rank: config.distributed.nodeRank,
      master: config.distributed.master ?? null,
      deepspeed: deepSpeedConfig(config) ?? null,
      fsdp: fsdpConfig(config) ?? null,
    },
    tensorboard: config.tensorboard,
    wandb: config.wandb === 'offline',
    threads: config.threads ?? null,
  };
}

/** The trainer looks for it after every step, and ends with a checkpoint where it is there. */
export function stopFile(folder: string): string {
  return join(folder, 'STOP');
}

function methodOf(config: TrainingConfig): Record<string, unknown> {
  const { lora } = config;
  return {
    method: config.method,
    tuning: config.tuning,
    lora: {
      rank: lora.rank,
      alpha: lora.alpha ?? 2 * lora.rank,
      dropout: lora.dropout,
      variant: lora.variant,
      target_modules: lora.targetModules,
      experts: lora.experts,
    },
    quantization: config.quantization,
    beta: config.beta ?? null,
    loss_type: config.lossType ?? null,
    rewards: config.rewards,
    generations: config.generations,
    max_new_tokens: config.maxNewTokens,
    qat: config.qat,
  };
}

function stepsOf(config: TrainingConfig): Record<string, unknown> {
  return {
    epochs: config.epochs,
    max_steps: config.maxSteps ?? null,
    batch_size: config.batchSize,
    gradient_accumulation: config.gradientAccumulation,
    learning_rate: learningRateOf(config),
    schedule: config.schedule,
    warmup_ratio: config.warmupRatio,
    weight_decay: config.weightDecay,
    max_grad_norm: config.maxGradNorm,
    max_length: config.maxLength,
    packing: config.packing,
    gradient_checkpointing: config.gradientCheckpointing,
    precision: config.precision,
    seed: config.seed,
    checkpoint_every_steps: config.checkpoint.everySteps ?? null,
    checkpoint_keep: config.checkpoint.keep,
    evaluation_every_steps: config.evaluationEverySteps ?? null,
  };
}

function continualOf({ continual: { ewc, replay } }: TrainingConfig): Record<string, unknown> {
  return {
    ewc: ewc === undefined ? null : { strength: ewc.lambda, data: ewc.data, samples: ewc.samples },
    replay: replay ?? null,
  };
}
