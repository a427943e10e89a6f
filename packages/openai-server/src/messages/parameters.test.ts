import { describe, expect, test } from 'vitest';
import { createComponentSchemas } from '../openapi/component-schemas.ts';
import { countTokensParameters, messagesParameters } from '../parameters/messages-parameters.ts';

// The request parameters of the API's reference and of the official client's types, version 1.12, its beta ones included.
const documented = {
  messages:
    'model messages max_tokens system stop_sequences stream temperature top_p top_k thinking tools tool_choice ' +
    'output_config output_format metadata service_tier cache_control container context_management mcp_servers ' +
    'diagnostics inference_geo speed user_profile_id workspace_id billing_policy compaction fallback_credit_token ' +
    'fallbacks thread',
  countTokens:
    'model messages system thinking tools tool_choice output_config output_format cache_control context_management ' +
    'mcp_servers speed user_profile_id workspace_id billing_policy compaction',
};

describe.each([
  ['AnthropicMessagesRequest', messagesParameters, documented.messages.split(' ')],
  ['AnthropicCountTokensRequest', countTokensParameters, documented.countTokens.split(' ')],
] as const)('%s', (component, table, names) => {
  test('has a rule for every documented parameter, and for no other', () => {
    expect(Object.keys(table).toSorted()).toEqual(names.toSorted());
  });

  test('honours exactly the parameters of its schema, and documents all', () => {
    const properties = createComponentSchemas()[component]['properties'] as Record<string, { description?: string }>;
    expect(Object.keys(properties).toSorted()).toEqual(names.toSorted());
    for (const [name, rule] of Object.entries(table)) {
      const isOther = /^(Not supported|Accepted)/.test(properties[name]?.description ?? '');
      expect(isOther, name).toBe(rule.class !== 'honoured');
    }
  });
});
