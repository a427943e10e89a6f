import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Beyond the limit so many more are kept for long enough to be told. */
const toldShare = 0.1;
const toldMinimum = 16;

/**
 * Keeps connections within a limit. Where it is reached, idle ones are closed first; a connection beyond it is open for
 * one answer (`isBeyond`), and one far beyond it is cut at once.
 */
export class ConnectionLimit {
  readonly #limit: () => number;
  readonly #open = new Set<Socket>();
  readonly #beyond = new WeakSet<Socket>();

  /** @param limit as it is now. */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  get open(): number {
    return this.#open.size;
  }

  /** Whether requests on this connection are to be refused, and it with them. */
  isBeyond(socket: Socket): boolean {
    return this.#beyond.has(socket) && this.#open.size > this.#limit();
  }

  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
      const limit = this.#limit();
      if (this.#open.size <= limit) return;
      server.closeIdleConnections();
      if (this.#open.size > limit + Math.max(toldMinimum, limit * toldShare)) socket.destroy();
      else if (this.#open.size > limit) this.#beyond.add(socket);
    });
    // With HTTPS requests come on a socket of their own, around the one that was counted.
    server.on('secureConnection', (socket: Socket) => {
      if (this.#open.size > this.#limit()) this.#beyond.add(socket);
    });
  }
}
