import { randomUUID } from 'node:crypto';
import { throwIfAborted, TuneloopError, type ConversationOwner } from '@tuneloop/protocol';
import type { RunEvent } from './run-encoder.ts';
import { modeOf, type StreamMode } from './stream-mode.ts';

export type RunStatus = 'pending' | 'running' | 'success' | 'error' | 'interrupted';

export type MultitaskStrategy = 'reject' | 'interrupt' | 'rollback' | 'enqueue';

/** An event as it is kept; its id is a number that grows. */
export interface KeptEvent {
  id: number;
  name: string;
  /** JSON. */
  data: string;
  key: string | undefined;
}

export interface NewRun {
  owner: ConversationOwner;
  thread: string;
  assistant: string;
  modes: ReadonlySet<StreamMode>;
  metadata: Record<string, unknown>;
  multitask: MultitaskStrategy;
}

/** Events of one run that are kept for readers who come later, or are slow. */
const keptEvents = 20_000;

/**
 * A run: it goes on whether anybody reads it or not, until it has ended or is cancelled. What it tells is kept, so that
 * readers come back after a lost connection and miss nothing.
 */
export class ThreadRun {
  readonly id: string = randomUUID();
  readonly owner: ConversationOwner;
  readonly thread: string;
  readonly assistant: string;
  readonly modes: ReadonlySet<StreamMode>;
  readonly metadata: Record<string, unknown>;
  readonly multitask: MultitaskStrategy;
  readonly createdAt: Date = new Date();
  updatedAt: Date = this.createdAt;
  /** The last message of the conversation when it began; `null`: none. Left out while it waits. */
  before: string | null | undefined;
  /** The last message when it had ended. */
  after: string | undefined;
  error: { error: string; message: string } | undefined;
  /** The state at its end, of a run whose thread is gone. */
  outcome: Record<string, unknown> | undefined;
  readonly #cancelling = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #status: RunStatus = 'pending';
  #events: KeptEvent[] = [];
  #lastId = 0;
  #changed = Promise.withResolvers<void>();

  constructor(run: NewRun) {
    this.owner = run.owner;
    this.thread = run.thread;
    this.assistant = run.assistant;
    this.modes = run.modes;
    this.metadata = run.metadata;
    this.multitask = run.multitask;
  }

  get status(): RunStatus {
    return this.#status;
  }

  get isActive(): boolean {
    return this.#status === 'pending' || this.#status === 'running';
  }

  /** Resolves when it has ended, well or not. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Aborted when it is cancelled. */
  get signal(): AbortSignal {
    return this.#cancelling.signal;
  }

  cancel(): void {
    this.#cancelling.abort(new TuneloopError('ABORTED', 'The run was cancelled.'));
  }

  start(): void {
    this.#status = 'running';
    this.updatedAt = new Date();
  }

  tell(events: readonly RunEvent[]): void {
    for (const { name, data, key } of events) {
      const mode = modeOf(name);
      if (mode !== undefined && !this.modes.has(mode)) continue;
      this.#lastId += 1;
      if (key !== undefined && this.#events.at(-1)?.key === key) this.#events.pop();
      this.#events.push({ id: this.#lastId, name, data: JSON.stringify(data), key });
    }
    if (this.#events.length > keptEvents) this.#events = this.#events.slice(keptEvents / 2);
    this.#wake();
  }

  end(status: Exclude<RunStatus, 'pending' | 'running'>, error?: { error: string; message: string }): void {
    if (!this.isActive) return;
    if (error) {
      this.error = error;
      this.tell([{ name: 'error', data: error }]);
    }
    this.tell([{ name: 'end', data: { run_id: this.id, status } }]);
    this.#status = status;
    this.updatedAt = new Date();
    this.#ended.resolve();
    this.#wake();
  }

  /** Its events behind the one with this id, to the last. `signal` ends the reading alone. */
  async *follow(after: number, signal: AbortSignal): AsyncGenerator<KeptEvent, void, undefined> {
    const left = Promise.withResolvers<void>();
    const leave = (): void => left.resolve();
    signal.addEventListener('abort', leave, { once: true });
    try {
      for (let last = after; ;) {
        throwIfAborted(signal);
        const { promise } = this.#changed;
        const event = this.#next(last);
        if (event) {
          last = event.id;
          yield event;
        } else if (this.isActive) {
          await Promise.race([promise, left.promise]);
        } else return;
      }
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** The first event behind the one with this id. Ids grow, with gaps. */
  #next(after: number): KeptEvent | undefined {
    let low = 0;
    for (let high = this.#events.length; low < high;) {
      const middle = (low + high) >>> 1;
      if (this.#events[middle]!.id <= after) low = middle + 1;
      else high = middle;
    }
    return this.#events[low];
  }

  #wake(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers<void>();
    resolve();
  }
}
