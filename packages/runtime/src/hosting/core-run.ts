import type { Connection, CoreEventListener } from './connection/connection.ts';
import type { CoreRequest } from './core-request.ts';

type Arrival = Parameters<CoreEventListener>[0];

/**
 * One request in the core. What arrives is buffered here, at most as much as the context holds, so that a slow reader
 * never holds up the batch.
 */
export class CoreRun {
  readonly #connection: Connection;
  readonly #id: string;
  readonly #arrivals: Arrival[] = [];
  #wake: (() => void) | undefined;
  #onOver: () => void;
  #over = false;

  /** @param onOver called when the core is done with it, read or not. */
  constructor(connection: Connection, request: CoreRequest, onOver: () => void) {
    this.#connection = connection;
    this.#id = request.id;
    this.#onOver = onOver;
    connection.start(request, (arrival) => {
      this.#arrivals.push(arrival);
      if (isLast(arrival)) {
        this.#over = true;
        this.#onOver();
      }
      this.#wake?.();
    });
  }

  /** Whether the core is done with it. */
  get over(): boolean {
    return this.#over;
  }

  /** @returns `undefined` when it was cancelled meanwhile. */
  async next(): Promise<Arrival | undefined> {
    if (this.#arrivals.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#arrivals.shift();
  }

  cancel(): void {
    if (!this.#over) this.#connection.cancel(this.#id);
    this.#wake?.();
  }

  /** Cancels it and waits until the core is done with it; `onOver` is not called. */
  async stop(): Promise<void> {
    if (this.#over) return;
    const over = new Promise<void>((resolve) => (this.#onOver = resolve));
    this.cancel();
    await over;
  }
}

function isLast(arrival: Arrival): boolean {
  return arrival.type === 'end' || arrival.type === 'cancelled' || arrival.type === 'error';
}
