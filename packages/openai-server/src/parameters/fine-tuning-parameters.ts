import type { ParameterTable } from './parameter-rule.ts';

/** Every parameter of `POST /v1/fine_tuning/jobs`. */
export const fineTuningParameters: ParameterTable = {
  model: { class: 'honoured' },
  training_file: { class: 'honoured' },
  validation_file: { class: 'honoured' },
  suffix: { class: 'honoured' },
  seed: { class: 'honoured' },
  metadata: { class: 'honoured' },
  method: { class: 'honoured' },
  hyperparameters: { class: 'honoured' },
  integrations: {
    class: 'refused',
    neutral: [[]],
    instead:
      'Curves are in the result file; `tuneloop finetune --set wandb=offline` writes files for Weights & Biases.',
  },
};
