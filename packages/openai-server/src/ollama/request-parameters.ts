import type { ParameterTable } from '../parameters/parameter-rule.ts';

const honoured = { class: 'honoured' } as const;
const ignored = { class: 'ignored' } as const;

/** What `/api/chat` and `/api/generate` share. A prompt that does not fit is refused whatever `truncate` says. */
const generationParameters: ParameterTable = {
  model: honoured,
  format: honoured,
  options: honoured,
  stream: honoured,
  think: honoured,
  logprobs: honoured,
  top_logprobs: honoured,
  keep_alive: honoured,
  truncate: ignored,
  shift: honoured,
  _debug_render_only: { class: 'refused', neutral: [false] },
};

/** Every parameter of `POST /api/chat`. */
export const ollamaChatParameters: ParameterTable = {
  ...generationParameters,
  messages: honoured,
  tools: honoured,
};

/** Every parameter of `POST /api/generate`. */
export const ollamaGenerateParameters: ParameterTable = {
  ...generationParameters,
  prompt: honoured,
  system: honoured,
  images: honoured,
  raw: honoured,
  suffix: { class: 'refused', neutral: [''], instead: 'Text cannot be inserted before a suffix.' },
  template: { class: 'refused', neutral: [''], instead: 'Send "raw": true and a prompt that is templated already.' },
  context: { class: 'refused', neutral: [[]], instead: 'Send the whole conversation to /api/chat.' },
  width: { class: 'refused', instead: 'Models answer in text only.' },
  height: { class: 'refused', instead: 'Models answer in text only.' },
  steps: { class: 'refused', instead: 'Models answer in text only.' },
};

/** Every parameter of `POST /api/embed`. */
export const ollamaEmbedParameters: ParameterTable = {
  model: honoured,
  input: honoured,
  dimensions: honoured,
  truncate: ignored,
  options: ignored,
  keep_alive: honoured,
};

/** Every parameter of `POST /api/embeddings`, the older form of `/api/embed`. */
export const ollamaEmbeddingsParameters: ParameterTable = {
  model: honoured,
  prompt: honoured,
  options: ignored,
  keep_alive: honoured,
};

/** Every parameter of `POST /api/show`. */
export const ollamaShowParameters: ParameterTable = {
  model: honoured,
  name: honoured,
  verbose: ignored,
  system: ignored,
  template: ignored,
  options: ignored,
};

/** Every parameter of `POST /api/pull`. */
export const ollamaPullParameters: ParameterTable = {
  model: honoured,
  name: honoured,
  stream: honoured,
  insecure: { class: 'refused', neutral: [false], instead: 'Downloads are always verified.' },
  username: { class: 'refused', neutral: [''] },
  password: { class: 'refused', neutral: [''] },
};

/** Every entry of `options` of `/api/chat` and `/api/generate`. What is ignored is chosen when a model is loaded. */
export const ollamaModelOptions: ParameterTable = {
  num_predict: honoured,
  temperature: honoured,
  top_k: honoured,
  top_p: honoured,
  min_p: honoured,
  seed: honoured,
  stop: honoured,
  repeat_penalty: honoured,
  repeat_last_n: honoured,
  presence_penalty: honoured,
  frequency_penalty: honoured,
  typical_p: { class: 'refused', neutral: [1], instead: 'Use "min_p" or "top_p".' },
  tfs_z: { class: 'refused', neutral: [1], instead: 'Use "min_p" or "top_p".' },
  mirostat: { class: 'refused', neutral: [0], instead: 'Use "min_p" or "top_p".' },
  mirostat_tau: ignored,
  mirostat_eta: ignored,
  penalize_newline: ignored,
  num_keep: honoured,
  num_ctx: ignored,
  num_batch: ignored,
  num_gpu: ignored,
  main_gpu: ignored,
  num_thread: ignored,
  numa: ignored,
  low_vram: ignored,
  f16_kv: ignored,
  logits_all: ignored,
  vocab_only: ignored,
  use_mmap: ignored,
  use_mlock: ignored,
  embedding_only: ignored,
};
