import { samplingShape } from '../generation/sampling-wire.ts';
import type { ParameterRule, ParameterTable } from './parameter-rule.ts';

const honoured = { class: 'honoured' } as const;
const ignored = { class: 'ignored' } as const;

/** Sampling settings have the same names on every endpoint. */
const sampling = Object.fromEntries(
  Object.keys(samplingShape).map((name): [string, ParameterRule] => [name, honoured]),
);

/** Every parameter of `POST /v1/responses`. */
export const responseParameters: ParameterTable = {
  model: honoured,
  input: honoured,
  instructions: honoured,
  previous_response_id: honoured,
  store: honoured,
  stream: honoured,
  stream_options: honoured,
  max_output_tokens: honoured,
  text: honoured,
  tools: honoured,
  tool_choice: honoured,
  parallel_tool_calls: honoured,
  max_tool_calls: honoured,
  reasoning: honoured,
  include: honoured,
  top_logprobs: honoured,
  metadata: honoured,
  background: { class: 'refused', neutral: [false], instead: 'Stream the response.' },
  conversation: { class: 'refused', instead: 'Use "previous_response_id".' },
  context_management: { class: 'refused', neutral: [[]], instead: 'Nothing is compacted; send less.' },
  moderation: { class: 'refused' },
  prompt: { class: 'refused', instead: 'Send the text itself in "instructions" and "input".' },
  truncation: { class: 'refused', neutral: ['disabled'], instead: 'Nothing is left out silently; send less.' },
  access_programs: ignored,
  image: ignored,
  prompt_cache_key: ignored,
  prompt_cache_options: ignored,
  prompt_cache_retention: ignored,
  safety_identifier: honoured,
  service_tier: ignored,
  user: honoured,
  // What coding agents send
  client_metadata: ignored,

  // llama-server's and vLLM's
  ...sampling,
  cache_prompt: honoured,
  lora: honoured,
  chat_template_kwargs: honoured,
  enable_thinking: honoured,
  thinking_budget_tokens: honoured,

  // Chat completions' names, which are easily mistaken for this endpoint's
  messages: { class: 'refused', instead: 'Use "input".' },
  max_tokens: { class: 'refused', instead: 'Use "max_output_tokens".' },
  max_completion_tokens: { class: 'refused', instead: 'Use "max_output_tokens".' },
  n: { class: 'refused', neutral: [1], instead: 'Send several requests.' },
  logprobs: { class: 'refused', neutral: [false], instead: 'Use "top_logprobs".' },
  reasoning_effort: { class: 'refused', instead: 'Use "reasoning": {"effort": …}.' },
  response_format: { class: 'refused', instead: 'Use "text": {"format": …}.' },
  stop: { class: 'refused', neutral: [[]], instead: 'Use /v1/chat/completions, which has it.' },
};
