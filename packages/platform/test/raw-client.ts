import { connect, type Socket } from 'node:net';
import { connect as connectEncrypted } from 'node:tls';

export interface RawClient {
  socket: Socket;
  /** What has come. */
  text: () => string;
  /** Resolves when the connection is closed, by whomever and however. */
  ended: Promise<void>;
}

/** A connection for what no HTTP client would send, or for not reading what comes. */
export function openRawClient(url: string): RawClient {
  const { port, protocol } = new URL(url);
  const to = { host: '127.0.0.1', port: Number(port) };
  const socket = protocol === 'https:' ? connectEncrypted({ ...to, rejectUnauthorized: false }) : connect(to);
  const ended = Promise.withResolvers<void>();
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => undefined);
  socket.on('close', () => ended.resolve());
  return { socket, text: () => text, ended: ended.promise };
}
