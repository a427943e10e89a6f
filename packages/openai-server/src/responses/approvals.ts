import type { ToolCall, ToolResult } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import { failure } from '../tool-loop/execute-call.ts';
import { describeRefusal } from '../tool-loop/exchange.ts';
import type { Item } from './item.ts';
import type { McpApprovalRequestItem, McpApprovalResponseItem } from './mcp-item.ts';

/** What the model calls the tool `name` of a server. */
export type ModelNames = (label: string, name: string) => string | undefined;

/** What has become of the approvals in a conversation. */
export interface Approvals {
  /** Whether the approved call has run: its own item stands for it. */
  hasRun(request: McpApprovalRequestItem): boolean;
  /** For a call that did not run, and will not. */
  refusalOf(request: McpApprovalRequestItem): ToolResult;
  /** Approved calls that have yet to run. Errors: `INVALID_REQUEST`, for one whose server is not in the request. */
  toRun(modelNames: ModelNames): ToolCall[];
}

/** Errors: `INVALID_REQUEST`, for a response to a request that does not come before it. */
export function readApprovals(items: readonly Item[]): Approvals {
  const requests = new Map<string, McpApprovalRequestItem>();
  const responses = new Map<string, McpApprovalResponseItem>();
  const run = new Set<string | null>();
  for (const item of items) {
    if (item.type === 'mcp_approval_request') requests.set(item.id, item);
    if (item.type === 'mcp_call') run.add(item.approval_request_id);
    if (item.type !== 'mcp_approval_response') continue;
    const { approval_request_id: id } = item;
    if (!requests.has(id)) throw unknownRequest(id);
    responses.set(id, item);
  }
  return {
    hasRun: ({ id }) => run.has(id),
    refusalOf: ({ id }) => {
      const response = responses.get(id);
      if (!response) return failure('Nobody has approved this call, and the conversation went on without it.');
      return failure(describeRefusal(response.reason === null ? 'refuse' : { refuse: response.reason }));
    },
    toRun: (modelNames) =>
      [...requests.values()]
        .filter(({ id }) => responses.get(id)?.approve === true && !run.has(id))
        .map((request) => {
          const { id, server_label: label, name, arguments: text } = request;
          const modelName = modelNames(label, name);
          if (modelName === undefined) throw missingServer(request);
          return { id, name: modelName, arguments: text };
        }),
  };
}

function unknownRequest(id: string): Error {
  const shown = JSON.stringify(id.slice(0, 100));
  const message = `input: no mcp_approval_request with the id ${shown} comes before its response`;
  return requestProblem('invalid_value', message, 'input');
}

function missingServer({ server_label: label, name }: McpApprovalRequestItem): Error {
  const message = `tools: the approved call of "${name}" needs the tool of type "mcp" with the server_label "${label}", as before`;
  return requestProblem('invalid_value', message, 'tools');
}
