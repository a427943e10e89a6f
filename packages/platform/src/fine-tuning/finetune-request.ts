import {
  learningRateOf,
  trainingConfigSchema,
  type TrainingMethod,
  type TrainingSettings,
} from '@tuneloop/lora/config';
import type { FineTuningMethod, FineTuningRequest, StoredFile } from '@tuneloop/openai-server';
import type { FinetuneRequest } from '../training/finetune-request.ts';

/** Without one, as the trainer's. */
export const usualSeed = 42;

const methods: Readonly<Record<FineTuningMethod['type'], TrainingMethod>> = { supervised: 'sft', dpo: 'dpo' };

/** What is asked for in OpenAI's words, in ours. It goes live in any case: who asks this way expects a model. */
export function finetuneRequestOf(
  { method, seed, suffix, trainingFile, validationFile }: FineTuningRequest,
  model: { base: string; adapter?: string | undefined },
  pathOf: (file: StoredFile) => string,
): FinetuneRequest {
  return {
    model: model.base,
    data: pathOf(trainingFile),
    dataName: trainingFile.filename,
    name: suffix ?? model.adapter?.split('@')[0],
    settings: settingsOf(method, seed ?? usualSeed),
    promote: 'always',
    ...(validationFile && { validation: pathOf(validationFile) }),
    ...(model.adapter !== undefined && { continueFrom: model.adapter }),
  };
}

function settingsOf({ type, hyperparameters }: FineTuningMethod, seed: number): TrainingSettings {
  const { epochs, batchSize, learningRateMultiplier: multiplier, beta } = hyperparameters;
  const method = methods[type];
  return {
    method,
    seed,
    ...(epochs !== undefined && { epochs }),
    ...(batchSize !== undefined && { batchSize }),
    ...(multiplier !== undefined && {
      learningRate: Math.min(1, learningRateOf(trainingConfigSchema.parse({ method })) * multiplier),
    }),
    ...(beta !== undefined && { beta }),
  };
}
