import type { ToolResult } from '@tuneloop/protocol';
import type { CallToolResult } from '@modelcontextprotocol/server';

/** The result as structured content, and the same as JSON text for clients that know text alone. */
export function encodeToolResult(result: ToolResult): CallToolResult {
  const { status, ...rest } = result;
  return {
    content: [{ type: 'text', text: status === 'error' ? String(rest['error']) : JSON.stringify(result) }],
    structuredContent: { ...result },
    isError: status === 'error',
  };
}

/** A failure that the model should read. */
export function failedCall(message: string): CallToolResult {
  return encodeToolResult({ status: 'error', error: message });
}
