import { TuneloopError } from '@tuneloop/protocol';
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';

/** How an error of ours is answered where MCP knows protocol errors alone. Inner errors keep their message. */
export function protocolErrorOf(error: unknown): unknown {
  if (error instanceof ProtocolError) return error;
  const { code, message } = TuneloopError.from(error);
  if (code === 'INVALID_REQUEST' || code === 'NOT_FOUND') {
    return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
  }
  const isInner = code === 'INTERNAL' || code === 'STORE_FAILED';
  const shown = isInner ? 'The server failed; its log says more.' : message;
  return new ProtocolError(ProtocolErrorCode.InternalError, shown);
}
