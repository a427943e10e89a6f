import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface ExchangeLimits {
  /** A body of which nothing comes for so long is given up, in ms. */
  bodyIdleMs: number;
  /** A reader that takes nothing for so long is cut off, in ms. */
  stalledReaderMs: number;
}

/**
 * Ends what does not get on: bodies that stop in the middle, and answers that nobody takes, whatever route they are of. A
 * client holds memory and places only as long as it does its part.
 */
export class ExchangeWatch {
  readonly #limits: () => ExchangeLimits;
  readonly #onBodyIdle: (socket: Socket) => void;
  readonly #running = new WeakMap<Socket, number>();

  /**
   * @param limits as they are now.
   * @param onBodyIdle answers, if there is anything to answer yet, and closes the connection.
   */
  constructor(limits: () => ExchangeLimits, onBodyIdle: (socket: Socket) => void) {
    this.#limits = limits;
    this.#onBodyIdle = onBodyIdle;
  }

  /**
   * Cuts off readers that stall. Node's time-out of a socket knows of large answers that go out in small pieces, and it
   * comes for connections as well that are idle, or whose answer takes long to make.
   */
  watch(server: Server): void {
    server.timeout = this.#limits().stalledReaderMs;
    server.on('timeout', (socket: Socket) => {
      const isAnswering = (this.#running.get(socket) ?? 0) > 0;
      if (!isAnswering || socket.writableLength > 0) socket.destroy();
    });
  }

  begin(server: Server, request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const { stalledReaderMs } = this.#limits();
    if (server.timeout !== stalledReaderMs) {
      server.timeout = stalledReaderMs;
      socket.setTimeout(stalledReaderMs);
    }
    this.#running.set(socket, (this.#running.get(socket) ?? 0) + 1);
    const stop = request.complete ? undefined : this.#watchBody(request);
    response.once('close', () => {
      stop?.();
      this.#running.set(socket, (this.#running.get(socket) ?? 1) - 1);
    });
  }

  #watchBody(request: IncomingMessage): () => void {
    const { socket } = request;
    let received = socket.bytesRead;
    const check = (): void => {
      if (request.complete || request.destroyed) return;
      if (socket.bytesRead === received) {
        this.#onBodyIdle(socket);
        return;
      }
      received = socket.bytesRead;
      timer = setTimeout(check, this.#limits().bodyIdleMs).unref();
    };
    let timer = setTimeout(check, this.#limits().bodyIdleMs).unref();
    return () => clearTimeout(timer);
  }
}
