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

/** Keeps a model's process alive: one that died is started again by the next request, with growing pauses. */
export class Supervisor {
  readonly #reconnect: () => Promise<Connection>;
  #connection: Connection;
  #connecting: Promise<Connection> | undefined;
  #connectedAt: number = performance.now();
  #restarts = 0;
  #closed = false;

  constructor(options: SupervisorOptions) {
    this.#connection = options.connection;
    this.#reconnect = options.reconnect;
  }

  /** Of the process that is there or was there last. */
  get current(): Connection {
    return this.#connection;
  }

  /** A live connection. Errors: those of loading, `ABORTED` once closed. */
  async connection(signal?: AbortSignal): Promise<Connection> {
    if (this.#connection.closedBy === undefined) return this.#connection;
    if (this.#closed) throw this.#connection.closedBy;
    this.#connecting ??= this.#restart().finally(() => (this.#connecting = undefined));
    const connection = await this.#connecting;
    throwIfAborted(signal);
    return connection;
  }

  async close(reason: TuneloopError): Promise<void> {
    this.#closed = true;
    await this.#connecting?.catch(() => undefined);
    // A process that is already gone has nothing left to close, and one that hangs is not waited for.
    const closing = this.#connection.call<'close'>({ type: 'close' }).catch(() => undefined);
    await Promise.race([closing, sleep(closeTimeoutMs, undefined, { ref: false })]);
    this.#connection.terminate(reason);
  }

  async #restart(): Promise<Connection> {
    if (performance.now() - this.#connectedAt > healthyAfterMs) this.#restarts = 0;
    if (this.#restarts > 0) await sleep(Math.min(longestDelayMs, firstDelayMs * 2 ** (this.#restarts - 1)));
    this.#restarts++;
    this.#connectedAt = performance.now();
    this.#connection = await this.#reconnect();
    return this.#connection;
  }
}
