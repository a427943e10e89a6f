import type { ParameterTable } from './parameter-rule.ts';
import { sharedParameters } from './sampling-parameters.ts';

/** Every parameter of `POST /v1/completions`. */
export const completionParameters: ParameterTable = {
  ...sharedParameters,
  prompt: { class: 'honoured' },
  echo: { class: 'refused', neutral: [false], instead: 'Put the prompt in front of the answer yourself.' },
  suffix: { class: 'refused', neutral: [''], instead: 'Text cannot be inserted before a suffix.' },
};
