import type { ParameterTable } from './parameter-rule.ts';

/** Every parameter of `POST /v1/embeddings`. */
export const embeddingParameters: ParameterTable = {
  model: { class: 'honoured' },
  input: { class: 'honoured' },
  encoding_format: { class: 'honoured' },
  dimensions: { class: 'honoured' },
  user: { class: 'ignored' },
};
