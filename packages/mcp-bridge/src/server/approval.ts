import type { ToolInvocation } from '@tuneloop/protocol';
import { inputRequired, inputResponse, type InputRequiredResult } from '@modelcontextprotocol/server';
import type { McpCall } from './mcp-feature.ts';

const key = 'approval';

/** Of the arguments, shown to the person who decides. */
const shownCharacters = 2000;

export type Approval =
  | { state: 'approved' | 'refused' | 'impossible' }
  /** To be answered by the client, which then sends the call once more. */
  | { state: 'open'; question: InputRequiredResult };

/**
 * Asks the person at the client whether the call may run, by MCP's elicitation. `impossible` when the client has none.
 *
 * The answer comes from the client itself, which holds an API key: whoever trusts the key trusts the answer.
 */
export function readApproval(invocation: ToolInvocation, reason: string, call: McpCall): Approval {
  if (!call.canElicit) return { state: 'impossible' };
  const answer = inputResponse(call.context.mcpReq.inputResponses, key);
  if (answer.kind === 'missing') return { state: 'open', question: question(invocation, reason) };
  const approved = answer.kind === 'elicit' && answer.action === 'accept' && answer.content?.['approve'] === true;
  return { state: approved ? 'approved' : 'refused' };
}

function question({ name, arguments: args }: ToolInvocation, reason: string): InputRequiredResult {
  const json = JSON.stringify(args, null, 2) ?? 'undefined';
  const shown = json.length > shownCharacters ? `${json.slice(0, shownCharacters)}… (${json.length} characters)` : json;
  return inputRequired({
    inputRequests: {
      [key]: inputRequired.elicit({
        message: `May the tool "${name}" run with these arguments?\n${shown}\n${reason}`,
        requestedSchema: {
          type: 'object',
          properties: { approve: { type: 'boolean', title: 'Run it', description: 'Whether this one call may run' } },
          required: ['approve'],
        },
      }),
    },
  });
}
