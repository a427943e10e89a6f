import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import {
  ProtocolError,
  ProtocolErrorCode,
  type CallToolResult,
  type InputRequiredResult,
} from '@modelcontextprotocol/server';
import type { McpCall } from './mcp-feature.ts';
import type { Connection } from './connection.ts';
import { failedCall } from './tool-result.ts';

/** `tools/list` and `tools/call`. A tool that fails is a result which the model reads, never a protocol error. */
export function handleTools({ server, features, owner, callOf }: Connection): void {
  server.setRequestHandler('tools/list', async () => ({ tools: await features.listTools(owner) }));

  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const call = callOf(context);
    for (const set of features.tools) {
      const result = set.call(params.name, params.arguments ?? {}, call);
      if (result !== undefined) return await readableFailure(result, call);
    }
    const message = `There is no tool "${params.name.slice(0, 100)}".`;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
  });
}

async function readableFailure(
  result: Promise<CallToolResult | InputRequiredResult>,
  { context }: McpCall,
): Promise<CallToolResult | InputRequiredResult> {
  try {
    return await result;
  } catch (error) {
    throwIfAborted(context.mcpReq.signal);
    if (error instanceof ProtocolError) throw error;
    const known = TuneloopError.from(error);
    return failedCall(known.code === 'INTERNAL' ? 'The tool failed for a reason of its own.' : known.message);
  }
}
