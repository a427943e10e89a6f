import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import type { LabEvent } from './lab-event.ts';

/** Events that are kept for readers who come later, or are slow. */
const keptEvents = 20_000;

/**
 * A turn of a stored conversation: it goes on, and its answer is kept, whether anybody reads it or not, until it has ended
 * or is cancelled. Any number of readers follow it, each from its beginning.
 */
export class ConversationRun {
  /** Resolves when it has ended, well or not. */
  readonly ended: Promise<void>;
  readonly #cancelling = new AbortController();
  #events: LabEvent[] = [];
  /** Those before the kept ones. */
  #dropped = 0;
  #outcome: { error?: unknown } | undefined;
  #changed = Promise.withResolvers<void>();

  constructor(play: (signal: AbortSignal) => AsyncIterable<LabEvent>) {
    this.ended = this.#play(play);
  }

  cancel(): void {
    this.#cancelling.abort(new TuneloopError('ABORTED', 'The turn was cancelled.'));
  }

  /** From its first event to its last; throws what it failed with. `signal` ends the reading alone. */
  async *follow(signal: AbortSignal): AsyncGenerator<LabEvent, void, undefined> {
    const left = Promise.withResolvers<void>();
    const leave = (): void => left.resolve();
    signal.addEventListener('abort', leave, { once: true });
    try {
      for (let position = 0; ;) {
        throwIfAborted(signal);
        if (position < this.#dropped) {
          yield { type: 'skipped', events: this.#dropped - position };
          position = this.#dropped;
        }
        const event = this.#events[position - this.#dropped];
        if (event) {
          position += 1;
          yield event;
        } else if (this.#outcome) {
          if ('error' in this.#outcome) throw this.#outcome.error;
          return;
        } else {
          await Promise.race([this.#changed.promise, left.promise]);
        }
      }
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  async #play(play: (signal: AbortSignal) => AsyncIterable<LabEvent>): Promise<void> {
    try {
      for await (const event of play(this.#cancelling.signal)) {
        this.#events.push(event);
        if (this.#events.length > keptEvents) {
          this.#events = this.#events.slice(keptEvents / 2);
          this.#dropped += keptEvents / 2;
        }
        this.#wake();
      }
      this.#outcome = {};
    } catch (error) {
      this.#outcome = { error };
    }
    this.#wake();
  }

  #wake(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers<void>();
    resolve();
  }
}
