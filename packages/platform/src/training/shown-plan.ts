import type { TrainingConfig } from '@tuneloop/lora';
import { learningRateOf } from '@tuneloop/lora/config';
import type { TrainingPlan } from '@tuneloop/openai-server';
import type { TrainingPreview } from './preview-run.ts';

/** Settings as clients see them, with the learning rate that is meant; those that may name files of this machine are left out. */
export function shownSettings(config: TrainingConfig): Readonly<Record<string, unknown>> {
  const { continual: _continual, rewards: _rewards, ...settings } = config;
  return { ...settings, learningRate: learningRateOf(config) };
}

/** What a run would do, as clients see it. */
export function planOf({ run, prepared, plan }: TrainingPreview): TrainingPlan {
  return {
    ...plan,
    name: run.name,
    model: run.base.id,
    settings: shownSettings(run.config),
    leftOut: prepared.leftOut,
  };
}
