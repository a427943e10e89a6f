import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { encodeError } from '../errors/wire-error.ts';

/** Answers a request for an upgrade with an ordinary HTTP error, and closes the connection. */
export function refuseUpgrade(socket: Duplex, error: unknown): void {
  const { status, headers, body } = encodeError(error);
  const text = JSON.stringify(body);
  const lines = Object.entries({
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', ''].join('\r\n');
  socket.once('finish', () => socket.destroy());
  socket.end(head + text);
}
