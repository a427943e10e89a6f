import type { ParameterTable } from './parameter-rule.ts';
import { sharedParameters } from './sampling-parameters.ts';

const honoured = { class: 'honoured' } as const;

/** Every parameter of `POST /v1/chat/completions`. */
export const chatCompletionParameters: ParameterTable = {
  ...sharedParameters,
  messages: honoured,
  max_completion_tokens: honoured,
  parallel_tool_calls: honoured,
  reasoning_effort: honoured,
  response_format: honoured,
  tool_choice: honoured,
  tools: honoured,
  top_logprobs: honoured,
  audio: { class: 'refused', instead: 'Models answer in text only.' },
  modalities: { class: 'refused', neutral: [['text']], instead: 'Models answer in text only.' },
  function_call: { class: 'refused', neutral: ['none', 'auto'], instead: 'Use "tool_choice".' },
  functions: { class: 'refused', neutral: [[]], instead: 'Use "tools".' },
  moderation: { class: 'refused' },
  web_search_options: { class: 'refused' },
  verbosity: { class: 'ignored' },

  // llama-server's and vLLM's
  chat_template_kwargs: honoured,
  enable_thinking: honoured,
  reasoning: honoured,
  thinking_budget_tokens: honoured,
  continue_final_message: honoured,
  add_generation_prompt: honoured,
  include_reasoning: {
    class: 'refused',
    neutral: [true],
    instead: 'Turn reasoning off by "reasoning_effort": "none".',
  },
  reasoning_format: {
    class: 'refused',
    neutral: ['auto', 'deepseek'],
    instead: 'Reasoning always comes as "reasoning_content".',
  },
  previous_response_id: { class: 'refused', instead: 'Send the whole conversation in "messages".' },
};
