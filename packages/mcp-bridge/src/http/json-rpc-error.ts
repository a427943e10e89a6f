import type { Response } from 'express';

/** JSON-RPC's codes, and those that MCP's transport uses from the range for servers. */
export const rpcCodes = {
  parseError: -32_700,
  refused: -32_000,
  sessionNotFound: -32_001,
  internalError: -32_603,
} as const;

/** What is answered before a message reached a protocol server. */
export function sendRpcError(response: Response, error: { status: number; code: number; message: string }): void {
  const { status, code, message } = error;
  response.status(status).json({ jsonrpc: '2.0', error: { code, message }, id: null });
}
