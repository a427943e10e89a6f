import type { WebSocket } from 'ws';

/** What may wait for the messages before it, in messages and in bytes; with more, nothing is read from the connection. */
const waitingMessages = 16;
const waitingBytes = 256 * 1024;

/** Handles one text message after the other; `handle` never rejects. */
export function handleInOrder(socket: WebSocket, handle: (text: string) => Promise<void>): void {
  const waiting: string[] = [];
  let isHandling = false;
  let bytes = 0;

  const run = async (): Promise<void> => {
    isHandling = true;
    for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
      bytes -= text.length;
      await handle(text);
      if (socket.isPaused && waiting.length === 0) socket.resume();
    }
    isHandling = false;
  };

  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      socket.close(1003, 'Send text messages.');
      return;
    }
    const text = data.toString('utf8');
    waiting.push(text);
    bytes += text.length;
    if (waiting.length >= waitingMessages || bytes >= waitingBytes) socket.pause();
    if (!isHandling) void run();
  });
}
