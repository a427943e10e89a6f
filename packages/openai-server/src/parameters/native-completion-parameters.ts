import type { ParameterTable } from './parameter-rule.ts';
import { sharedParameters } from './sampling-parameters.ts';

const honoured = { class: 'honoured' } as const;
const ignored = { class: 'ignored' } as const;

/** What llama-server's own two endpoints share. Editors' plugins send time limits and samplers with every request. */
const shared: ParameterTable = {
  ...sharedParameters,
  n: { class: 'refused', neutral: [1], instead: 'Send several requests, or use /v1/completions.' },
  n_cmpl: { class: 'refused', neutral: [1], instead: 'Send several requests, or use /v1/completions.' },
  logprobs: { class: 'refused', neutral: [false, 0], instead: 'Use /v1/completions.' },
  n_probs: { class: 'refused', neutral: [0], instead: 'Use "logprobs" of /v1/completions.' },
  stream_options: { class: 'refused', instead: 'The last event always has the counts and timings.' },
  json_schema: honoured,
  n_indent: ignored,
  n_cache_reuse: ignored,
  response_fields: ignored,
  samplers: ignored,
  t_max_prompt_ms: ignored,
  t_max_predict_ms: ignored,
};

/** Every parameter of `POST /completion`. */
export const nativeCompletionParameters: ParameterTable = { ...shared, prompt: honoured };

/** Every parameter of `POST /infill`. */
export const infillParameters: ParameterTable = {
  ...shared,
  prompt: honoured,
  input_prefix: honoured,
  input_suffix: honoured,
  input_extra: honoured,
};
