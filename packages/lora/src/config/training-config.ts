import type { LoraConfig } from './lora-config.ts';
import type { Reward } from './reward.ts';

/** What is optimised; the names of TRL's trainers. */
export type TrainingMethod = 'sft' | 'dpo' | 'kto' | 'orpo' | 'reward' | 'grpo' | 'ppo';

export const trainingMethods: readonly TrainingMethod[] = ['sft', 'dpo', 'kto', 'orpo', 'reward', 'grpo', 'ppo'];

/** What is trained, and how. Every default is what a person would choose for a first run. */
export interface TrainingConfig {
  /** Default `sft`. */
  method: TrainingMethod;
  /** `full` changes all weights; what comes out is a model, not an adapter. Default `lora`. */
  tuning: 'lora' | 'full';
  lora: LoraConfig;
  /**
   * How the frozen base is held in memory while it is trained on (QLoRA, arXiv:2305.14314). `auto` takes the first of
   * the others that fits. Default `none`.
   */
  quantization: 'none' | '8bit' | '4bit' | 'auto';
  /** Passes over the rows, unless `maxSteps` is given. Default 3. */
  epochs: number;
  /** Steps in place of `epochs`, whether that is less than one pass or more than all of them. */
  maxSteps?: number | undefined;
  /** Rows of one forward pass on one device. Default 4. */
  batchSize: number;
  /** Forward passes of one step. Default 1. */
  gradientAccumulation: number;
  /** Left out: `learningRateOf`. */
  learningRate?: number | undefined;
  /** Default `cosine`. */
  schedule: 'linear' | 'cosine' | 'constant' | 'constant_with_warmup';
  /** Of all steps. Default 0.03. */
  warmupRatio: number;
  /** Default 0. */
  weightDecay: number;
  /** Default 1. */
  maxGradNorm: number;
  /** Tokens of a row; what is longer is cut, and said. Default 2048. */
  maxLength: number;
  /** Several rows in one sequence (`sft` alone). Default `false`. */
  packing: boolean;
  /** Default `false`. */
  gradientCheckpointing: boolean;
  /** Default `auto`: bf16 where the device has it, otherwise fp32. */
  precision: 'auto' | 'fp32' | 'bf16' | 'fp16';
  /** Default 42. */
  seed: number;
  /** How far the answers may move from the base's (`dpo`, `kto`, `orpo`, `grpo`, `ppo`). Left out: TRL's own. */
  beta?: number | undefined;
  /** As TRL names them, such as `sigmoid`, `ipo`, `apo_zero_unpaired`. Left out: TRL's own. */
  lossType?: string | undefined;
  /** Of `grpo` and `ppo`; `ppo` needs one that is a `model`. */
  rewards: Reward[];
  /** Answers to each prompt (`grpo`). Default 4. */
  generations: number;
  /** Tokens of an answer (`grpo`, `ppo`). Default 128. */
  maxNewTokens: number;
  /**
   * Quantisation-aware: the forward pass sees the weights as they will be after quantisation, and gradients pass
   * straight through. Default `none`.
   */
  qat: 'none' | 'int8' | 'int4';
  continual: {
    /** Elastic weight consolidation (Kirkpatrick et al., 2017, arXiv:1612.00796) on rows of an earlier task, in `data`. */
    ewc?: { lambda: number; data: string; samples: number } | undefined;
    /** Rows of earlier tasks, in `data`, among the new ones: `fraction` of all. */
    replay?: { data: string; fraction: number } | undefined;
  };
  /** Steps between checkpoints (left out: about ten in a run), and how many are kept (default 2). */
  checkpoint: { everySteps?: number | undefined; keep: number };
  /** Steps between measurements on the held-out rows. Left out: at the end of every epoch. */
  evaluationEverySteps?: number | undefined;
  /** Writes events for TensorBoard to the run's folder. Default `false`. */
  tensorboard: boolean;
  /** Weights & Biases; `offline` writes files alone. Default `off`. */
  wandb: 'off' | 'offline';
  distributed: {
    /** On this machine: one for each GPU. Default 1. */
    processes: number;
    /** Default 1. */
    nodes: number;
    /** Default 0. */
    nodeRank: number;
    /** `host:port` of the first node. */
    master?: string | undefined;
    /** Default `ddp`. */
    strategy: 'ddp' | 'zero2' | 'zero3' | 'fsdp';
  };
  /** Of the trainer on a CPU. Left out: half of the cores, at least one. */
  threads?: number | undefined;
}

type Settings<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [Name in keyof T]?: Settings<T[Name]> | undefined }
    : T;

/** As a person gives it: what has a default may be left out. */
export type TrainingSettings = Settings<TrainingConfig>;

/** Those that the methods are usually run with for adapters; a whole model wants a tenth. */
const usualLearningRates: Readonly<Record<TrainingMethod, number>> = {
  sft: 2e-4,
  dpo: 5e-5,
  kto: 5e-5,
  orpo: 5e-5,
  reward: 1e-4,
  grpo: 1e-5,
  ppo: 1e-5,
};

export function learningRateOf({ learningRate, method, tuning }: TrainingConfig): number {
  return learningRate ?? usualLearningRates[method] * (tuning === 'full' ? 0.1 : 1);
}
