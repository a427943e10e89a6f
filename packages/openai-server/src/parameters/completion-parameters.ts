import type { ParameterTable } from './parameter-rule.ts';
import { sharedParameters } from './sampling-parameters.ts';

/** Every parameter of `POST /v1/completions`. */
export const completionParameters: ParameterTable = {
  ...sharedParameters,
  prompt: { class: 'honoured' },
  best_of: { class: 'honoured' },
  echo: { class: 'honoured' },
  suffix: { class: 'honoured' },
};
