import type { ErrorRequestHandler } from 'express';
import type { Logger } from '../logger.ts';
import { rpcCodes, sendRpcError } from './json-rpc-error.ts';

/** Answers what express refuses of a body (malformed, too large, nested too deep), and defects of ours. */
export function handleRpcErrors(bodyBytes: number, logger: Logger | undefined): ErrorRequestHandler {
  // oxlint-disable-next-line max-params -- express knows an error handler by its four parameters
  return (error: unknown, _request, response, _next) => {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    const status = (error as { status?: unknown }).status;
    if (status === 413) {
      const message = `The message is larger than the ${bodyBytes} bytes that this server takes.`;
      sendRpcError(response, { status, code: rpcCodes.refused, message });
    } else if (error instanceof RangeError || (typeof status === 'number' && status < 500)) {
      sendRpcError(response, { status: 400, code: rpcCodes.parseError, message: 'The message is not valid JSON.' });
    } else {
      logger?.error({ error }, 'MCP request failed');
      sendRpcError(response, { status: 500, code: rpcCodes.internalError, message: 'The server failed.' });
    }
  };
}
