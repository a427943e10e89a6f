import { z } from 'zod';
import type { McpItemWire } from './mcp-item-wire.ts';
import type { McpApprovalResponseItem, McpCallError, McpOutputItem } from './mcp-item.ts';

/** An item of `mcp` tools as a client sent it back. */
export function decodeMcpItem(wire: McpItemWire, id: string): McpOutputItem | McpApprovalResponseItem {
  switch (wire.type) {
    case 'mcp_list_tools':
      return { type: wire.type, id, server_label: wire.server_label, tools: [], error: null };
    case 'mcp_call': {
      const { type, server_label, name, arguments: text } = wire;
      const error = decodeError(wire.error);
      return {
        type,
        id,
        status: error ? 'failed' : 'completed',
        server_label,
        name,
        arguments: text,
        output: wire.output ?? null,
        error,
        approval_request_id: wire.approval_request_id ?? null,
      };
    }
    case 'mcp_approval_request': {
      const { type, server_label, name, arguments: text } = wire;
      return { type, id, server_label, name, arguments: text };
    }
    case 'mcp_approval_response':
    default:
      return {
        type: 'mcp_approval_response',
        id,
        approval_request_id: wire.approval_request_id,
        approve: wire.approve,
        reason: wire.reason ?? null,
      };
  }
}

const ownErrorSchema = z.object({ content: z.array(z.object({ type: z.literal('text'), text: z.string() })) });

/** OpenAI's own errors have other shapes, and were plain text once. */
function decodeError(error: unknown): McpCallError | null {
  if (error === null || error === undefined) return null;
  const own = ownErrorSchema.safeParse(error);
  const text = typeof error === 'string' ? error : JSON.stringify(error);
  return {
    type: 'mcp_tool_execution_error',
    content: own.success ? own.data.content : [{ type: 'text', text }],
  };
}
