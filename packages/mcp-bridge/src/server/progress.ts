import type { ServerContext } from '@modelcontextprotocol/server';

interface McpProgress {
  progress: number;
  total?: number | undefined;
  message?: string | undefined;
}

/** Sends progress to a client that asked for it (`_meta.progressToken`); `undefined` for one that did not. */
export function progressReporter({ mcpReq }: ServerContext): ((progress: McpProgress) => void) | undefined {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return undefined;
  let last = -Infinity;
  return ({ progress, total, message }) => {
    // MCP wants every figure to be larger than the one before.
    if (progress <= last) return;
    last = progress;
    const params = { progressToken, progress, ...(total !== undefined && { total }), ...(message && { message }) };
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
  };
}
