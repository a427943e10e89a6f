import type { WebSocket } from 'ws';

/** Messages that may wait for those before them; with more, nothing is read from the connection. */
const waitingMessages = 16;

/** Handles one text message after the other; `handle` never rejects. */
export function handleInOrder(socket: WebSocket, handle: (text: string) => Promise<void>): void {
  const waiting: string[] = [];
  let isHandling = false;

  const run = async (): Promise<void> => {
    isHandling = true;
    for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
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
    waiting.push(data.toString('utf8'));
    if (waiting.length >= waitingMessages) socket.pause();
    if (!isHandling) void run();
  });
}
