import type { ToolResult } from '@tuneloop/protocol';
import type { ItemStatus } from './item-status.ts';

/** A tool as `mcp_list_tools` shows it. */
export interface ListedTool {
  name: string;
  description: string | null;
  input_schema: unknown;
  /** MCP's hints, made of what running the tool may do. */
  annotations: Record<string, unknown> | null;
}

/** What a server has; said once in a conversation. */
export interface McpListToolsItem {
  type: 'mcp_list_tools';
  id: string;
  server_label: string;
  tools: ListedTool[];
  error: string | null;
}

export interface McpCallError {
  type: 'mcp_tool_execution_error';
  content: { type: 'text'; text: string }[];
}

/** A call that this server ran, or was about to. */
export interface McpCallItem {
  type: 'mcp_call';
  id: string;
  status: ItemStatus | 'failed';
  server_label: string;
  name: string;
  /** The text as the model wrote it: normally JSON. */
  arguments: string;
  /** What the model read, as JSON. */
  output: string | null;
  error: McpCallError | null;
  approval_request_id: string | null;
}

/** A call that waits for whoever sent the request. */
export interface McpApprovalRequestItem {
  type: 'mcp_approval_request';
  id: string;
  server_label: string;
  name: string;
  arguments: string;
}

export interface McpApprovalResponseItem {
  type: 'mcp_approval_response';
  id: string;
  approval_request_id: string;
  approve: boolean;
  reason: string | null;
}

export type McpOutputItem = McpListToolsItem | McpCallItem | McpApprovalRequestItem;

/** The result as the item holds it. */
export function encodeResult(result: ToolResult): Pick<McpCallItem, 'status' | 'output' | 'error'> {
  if (result.status === 'success') return { status: 'completed', output: JSON.stringify(result), error: null };
  const content = [{ type: 'text' as const, text: result.error }];
  return { status: 'failed', output: null, error: { type: 'mcp_tool_execution_error', content } };
}

/** What the model reads of a call, as it read it at first. */
export function readResult({ output, error }: Pick<McpCallItem, 'output' | 'error'>): string {
  if (error) return JSON.stringify({ status: 'error', error: error.content.map(({ text }) => text).join('\n') });
  return output ?? JSON.stringify({ status: 'error', error: 'This call did not come to its end.' });
}
