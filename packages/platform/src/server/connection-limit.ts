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
  readonly #beyond = new Set<string>();

  /** @param limit as it is now. */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  get open(): number {
    return this.#open.size;
  }

  /** Whether requests on this connection are to be refused, and it with them. */
  isBeyond(socket: Socket): boolean {
    return this.#open.size > this.#limit() && this.#beyond.has(nameOf(socket));
  }

  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      const name = nameOf(socket);
      this.#open.add(socket);
      socket.once('close', () => {
        this.#open.delete(socket);
        this.#beyond.delete(name);
      });
      const limit = this.#limit();
      if (this.#open.size <= limit) return;
      server.closeIdleConnections();
      if (this.#open.size > limit + Math.max(toldMinimum, limit * toldShare)) socket.destroy();
      else if (this.#open.size > limit) this.#beyond.add(name);
    });
  }
}

/**
 * One for a connection, whichever of its sockets is asked: with HTTPS requests come on one around the one that was counted.
 * Two connections of a listening port differ at the other end.
 */
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
