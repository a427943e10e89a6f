import type { ParameterTable } from './parameter-rule.ts';

const honoured = { class: 'honoured' } as const;
const ignored = { class: 'ignored' } as const;

/** Every parameter of `POST /v1/messages/count_tokens`: what does not change the prompt changes nothing. */
export const countTokensParameters: ParameterTable = {
  model: honoured,
  messages: honoured,
  system: honoured,
  tools: honoured,
  tool_choice: honoured,
  thinking: ignored,
  output_config: ignored,
  output_format: ignored,
  cache_control: ignored,
  context_management: ignored,
  speed: ignored,
  user_profile_id: ignored,
  workspace_id: ignored,
  billing_policy: ignored,
  compaction: { class: 'refused', instead: 'Shorten "messages" yourself.' },
  mcp_servers: { class: 'refused', neutral: [[]], instead: 'Connect to the MCP server yourself and send its "tools".' },
};

/** Every parameter of `POST /v1/messages`. */
export const messagesParameters: ParameterTable = {
  model: honoured,
  messages: honoured,
  max_tokens: honoured,
  system: honoured,
  stop_sequences: honoured,
  stream: honoured,
  temperature: honoured,
  top_p: honoured,
  top_k: honoured,
  thinking: honoured,
  tools: honoured,
  tool_choice: honoured,
  output_config: honoured,
  output_format: honoured,
  container: { class: 'refused', instead: 'This server runs no code; send the "tools" that you run.' },
  mcp_servers: { class: 'refused', neutral: [[]], instead: 'Connect to the MCP server yourself and send its "tools".' },
  thread: { class: 'refused', instead: 'Send the whole conversation in "messages".' },
  compaction: { class: 'refused', instead: 'Shorten "messages" yourself.' },
  fallbacks: { class: 'refused', neutral: [[]], instead: 'Ask another model yourself.' },
  metadata: honoured,
  service_tier: ignored,
  cache_control: ignored,
  context_management: ignored,
  diagnostics: ignored,
  inference_geo: ignored,
  speed: ignored,
  user_profile_id: ignored,
  workspace_id: ignored,
  billing_policy: ignored,
  fallback_credit_token: ignored,
};
