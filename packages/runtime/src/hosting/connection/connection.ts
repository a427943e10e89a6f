import { TuneloopError, type ProgressListener } from '@tuneloop/protocol';
import type { CoreEvent, CoreRequest } from '../core-request.ts';
import type { Call, FromChild, Replies, ToChild } from './messages.ts';

/** How messages reach a core, whether it runs in a child process or in this one. */
export interface Transport {
  send(message: ToChild): void;
  /** Ends the process at the other end, if there is one. */
  terminate(): void;
  readonly processId: number | undefined;
}

export interface ConnectionHandlers {
  message(message: FromChild): void;
  /** The other end is gone; nothing more will come. */
  closed(error: TuneloopError): void;
}

export type OpenTransport = (handlers: ConnectionHandlers) => Transport;

export type CoreEventListener = (event: CoreEvent | { type: 'error'; error: TuneloopError }) => void;

/** Calls with replies, and generations with events, over one transport. */
export class Connection {
  readonly #transport: Transport;
  readonly #calls = new Map<number, { resolve(value: never): void; reject(error: TuneloopError): void }>();
  readonly #generations = new Map<string, CoreEventListener>();
  #nextCall = 0;
  #onProgress: ProgressListener | undefined;
  #closedBy: TuneloopError | undefined;
  #onClosed: (() => void) | undefined;

  constructor(open: OpenTransport, onProgress?: ProgressListener) {
    this.#onProgress = onProgress;
    this.#transport = open({ message: (message) => this.#receive(message), closed: (error) => this.#close(error) });
  }

  get processId(): number | undefined {
    return this.#transport.processId;
  }

  /** Why no more can be asked of it, once that is so. */
  get closedBy(): TuneloopError | undefined {
    return this.#closedBy;
  }

  /** Told when the other end is gone, also when it is by now. There is one listener at most. */
  onClosed(listener: () => void): void {
    this.#onClosed = listener;
    if (this.#closedBy !== undefined) listener();
  }

  call<T extends Call['type']>(body: Extract<Call, { type: T }>): Promise<Replies[T]> {
    if (this.#closedBy !== undefined) return Promise.reject(this.#closedBy);
    const call = this.#nextCall++;
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      this.#transport.send({ type: 'call', call, body });
    });
  }

  /** The last event is `end`, `cancelled` or `error`; the slot is free then. */
  start(request: CoreRequest, listener: CoreEventListener): void {
    if (this.#closedBy !== undefined) return listener({ type: 'error', error: this.#closedBy });
    this.#generations.set(request.id, listener);
    this.#transport.send({ type: 'start', request });
  }

  cancel(id: string): void {
    if (this.#generations.has(id)) this.#transport.send({ type: 'cancel', id });
  }

  terminate(error: TuneloopError): void {
    this.#close(error);
    this.#transport.terminate();
  }

  #receive(message: FromChild): void {
    if (message.type === 'events') {
      for (const entry of message.events) {
        if ('error' in entry) {
          this.#deliver(entry.id, { type: 'error', error: TuneloopError.deserialize(entry.error) });
        } else {
          this.#deliver(entry.id, entry.event);
        }
      }
    } else if (message.type === 'progress') {
      this.#onProgress?.(message.event);
    } else {
      const pending = this.#calls.get(message.call);
      this.#calls.delete(message.call);
      if (message.type === 'reply') pending?.resolve(message.body as never);
      else pending?.reject(TuneloopError.deserialize(message.error));
    }
  }

  #deliver(id: string, event: Parameters<CoreEventListener>[0]): void {
    const listener = this.#generations.get(id);
    if (event.type === 'end' || event.type === 'cancelled' || event.type === 'error') this.#generations.delete(id);
    listener?.(event);
  }

  #close(error: TuneloopError): void {
    if (this.#closedBy !== undefined) return;
    this.#closedBy = error;
    for (const { reject } of this.#calls.values()) reject(error);
    this.#calls.clear();
    for (const id of this.#generations.keys()) this.#deliver(id, { type: 'error', error });
    this.#onClosed?.();
  }
}
