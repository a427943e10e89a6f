import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** What is wrong with bytes that are no request, by Node's code for it; anything else is {@link malformed}. */
const problems: Readonly<Record<string, { status: number; code: string; message: string }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request_timeout',
    message:
      'The request took too long to arrive (server.headersTimeoutMs, server.requestTimeoutMs, server.bodyIdleMs).',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'headers_too_large',
    message: 'The request line and headers are larger than this server takes (server.maxHeaderBytes).',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: 'body_too_large',
    message: "The extensions of the body's chunks are larger than this server takes.",
  },
};

const malformed = {
  status: 400,
  code: 'malformed_request',
  message:
    'What was sent is not valid HTTP/1.1. If it was meant for HTTPS, this port speaks plain HTTP, or the other way round.',
};

/** How long what a client still sends is read and thrown away, in ms. */
const lingerMs = 500;

/**
 * Answers bytes that Node's parser could not read as a request, or that came too slowly, with an error in the API's shape,
 * and closes the connection: what follows on it has no known beginning.
 *
 * @param open The answer that the connection is in the middle of; it is cut off, and nothing is written into it.
 */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex, open: ServerResponse | undefined): void {
  // The answer is on its way, and what comes in after it does not matter.
  if (socket.writableEnded) return;
  const isAnswering = open !== undefined && open.headersSent && !open.writableFinished;
  if (isAnswering || !socket.writable || error.code === 'ECONNRESET') {
    socket.destroy(error);
    return;
  }
  const { status, code, message } = problems[error.code ?? ''] ?? malformed;
  const body = JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code } });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'x-should-retry: false',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Closed with bytes unread, the connection would be reset, and a client that still sends never see the answer.
  const timer = setTimeout(() => socket.destroy(error), lingerMs);
  socket.once('close', () => clearTimeout(timer)).resume();
}
