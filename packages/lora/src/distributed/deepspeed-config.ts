import type { TrainingConfig } from '../config/training-config.ts';

/** `"auto"`: DeepSpeed gets the trainer's own value. */
type Auto = 'auto';

/** The part of DeepSpeed's configuration that a strategy decides (deepspeed.ai/docs/config-json). */
export interface DeepSpeedConfig {
  train_micro_batch_size_per_gpu: Auto;
  train_batch_size: Auto;
  gradient_accumulation_steps: Auto;
  gradient_clipping: Auto;
  bf16: { enabled: Auto };
  fp16: { enabled: Auto };
  zero_optimization: {
    /** 2: optimiser state and gradients are split over the processes; 3: the weights as well. */
    stage: 2 | 3;
    overlap_comm: boolean;
    contiguous_gradients: boolean;
    /** Stage 3: checkpoints and results hold whole weights, which other programs read. */
    stage3_gather_16bit_weights_on_model_save?: boolean;
  };
}

/** `undefined` where the strategy needs no DeepSpeed. */
export function deepSpeedConfig({ distributed }: TrainingConfig): DeepSpeedConfig | undefined {
  if (distributed.strategy !== 'zero2' && distributed.strategy !== 'zero3') return undefined;
  const whole = distributed.strategy === 'zero3' ? { stage3_gather_16bit_weights_on_model_save: true } : {};
  return {
    train_micro_batch_size_per_gpu: 'auto',
    train_batch_size: 'auto',
    gradient_accumulation_steps: 'auto',
    gradient_clipping: 'auto',
    bf16: { enabled: 'auto' },
    fp16: { enabled: 'auto' },
    zero_optimization: {
      stage: distributed.strategy === 'zero3' ? 3 : 2,
      overlap_comm: true,
      contiguous_gradients: true,
      ...whole,
    },
  };
}
