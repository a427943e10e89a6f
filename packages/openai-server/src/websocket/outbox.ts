import { TuneloopError } from '@tuneloop/protocol';
import type { WebSocket } from 'ws';
import type { ServerMessage } from './server-message.ts';

/** The way out of a connection: what makes messages faster than they are read is held up. */
export interface Outbox {
  /**
   * What it returns, if anything, must be waited for before the next message is made: the reader is slow. Rejects with
   * `ABORTED` when the connection has closed, `TIMEOUT` when the reader took nothing for too long and was cut off.
   */
  send(message: ServerMessage): Promise<void> | undefined;
}

export function createOutbox(socket: WebSocket, limits: { bufferedBytes: number; stalledReaderMs: number }): Outbox {
  return {
    send(message) {
      const text = JSON.stringify(message);
      if (socket.bufferedAmount + text.length <= limits.bufferedBytes) {
        // After the end of the connection there is nobody to tell.
        socket.send(text, () => undefined);
        return undefined;
      }
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new TuneloopError('TIMEOUT', 'The client took nothing of its messages for too long.'));
          socket.terminate();
        }, limits.stalledReaderMs);
        socket.send(text, (error) => {
          clearTimeout(timer);
          if (error) reject(new TuneloopError('ABORTED', 'The client went away.', { cause: error }));
          else resolve();
        });
      });
    },
  };
}
