import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import type { Connection } from './connection.ts';

const firstDelayMs = 250;
const longestDelayMs = 30_000;
/** A process that lived this long was well; what kills it next is a new trouble. */
const healthyAfterMs = 60_000;
const closeTimeoutMs = 5000;

export interface SupervisorOptions {
  /** Already loaded. */
  connection: Connection;
  /** Starts a new process and loads the model into it. */
  reconnect(): Promise<Connection>;
}

/** Keeps a model's process alive: one that died is started again at once, and again with growing pauses. */
export class Supervisor {
  readonly #reconnect: () => Promise<Connection>;
  #connection: Connection;
  #connecting: Promise<Connection> | undefined;
  #connectedAt: number = performance.now();
  /** Since it was last well. */
  #restarts = 0;
  #allRestarts = 0;
  readonly #closing = new AbortController();

  constructor(options: SupervisorOptions) {
    this.#connection = options.connection;
    this.#reconnect = options.reconnect;
    this.#watch(options.connection);
  }

  /** Of the process that is there or was there last. */
  get current(): Connection {
    return this.#connection;
  }

  /** How often it was started again. */
  get restarts(): number {
    return this.#allRestarts;
  }

  /** A live connection. Errors: those of loading, `ABORTED` once closed. */
  async connection(signal?: AbortSignal): Promise<Connection> {
    if (this.#connection.closedBy === undefined) return this.#connection;
    if (this.#closing.signal.aborted) throw this.#connection.closedBy;
    this.#connecting ??= this.#restart().finally(() => (this.#connecting = undefined));
    const connection = await this.#connecting;
    throwIfAborted(signal);
    return connection;
  }

  async close(reason: TuneloopError): Promise<void> {
    this.#closing.abort(reason);
    await this.#connecting?.catch(() => undefined);
    // A process that is already gone has nothing left to close, and one that hangs is not waited for.
    const closing = this.#connection.call<'close'>({ type: 'close' }).catch(() => undefined);
    await Promise.race([closing, sleep(closeTimeoutMs, undefined, { ref: false })]);
    this.#connection.terminate(reason);
  }

  /** Nobody has to ask for a process that died. */
  #watch(connection: Connection): void {
    connection.onClosed(() => void this.#revive());
  }

  async #revive(): Promise<void> {
    while (!this.#closing.signal.aborted && this.#connection.closedBy !== undefined) {
      // Whoever asks meanwhile is told why it failed; the next attempt comes after a longer pause.
      await this.connection().catch(() => undefined);
    }
  }

  async #restart(): Promise<Connection> {
    const { signal } = this.#closing;
    if (performance.now() - this.#connectedAt > healthyAfterMs) this.#restarts = 0;
    if (this.#restarts > 0) {
      const pauseMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (this.#restarts - 1));
      // Neither keeps a process alive nor a model that is closed.
      await sleep(pauseMs, undefined, { ref: false, signal }).catch(() => undefined);
    }
    throwIfAborted(signal);
    this.#restarts++;
    this.#connectedAt = performance.now();
    const connection = await this.#reconnect();
    this.#connection = connection;
    this.#allRestarts++;
    this.#watch(connection);
    return connection;
  }
}
