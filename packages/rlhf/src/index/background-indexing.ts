import { TuneloopError } from '@tuneloop/protocol';
import type { LogIndex } from './log-index.ts';

/** Between what is written and its place in the index, in ms. A question doesn't wait for that: it reads first. */
const delayMs = 1000;
/** For how long the event loop is held at a time, in ms. */
const sliceMs = 1;

/** Keeps an index near the end of its log, so that questions find little to read. */
export class BackgroundIndexing {
  readonly #index: LogIndex;
  readonly #onProblem: (problem: TuneloopError) => void;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;
  #isWanted = false;

  constructor(index: LogIndex, onProblem: (problem: TuneloopError) => void) {
    this.#index = index;
    this.#onProblem = onProblem;
  }

  /** Something was written. */
  schedule(): void {
    this.#isWanted = true;
    if (this.#isRunning || this.#stopping.signal.aborted) return;
    this.#timer ??= setTimeout(() => void this.#run(), delayMs).unref();
  }

  stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const pause = (): Promise<void> => this.#index.rest();
    this.#timer = undefined;
    this.#isWanted = false;
    this.#isRunning = true;
    try {
      await this.#index.ask(() => {}, { signal, sliceMs, pause });
    } catch (error) {
      if (!signal.aborted) this.#onProblem(TuneloopError.from(error));
    } finally {
      this.#isRunning = false;
    }
    if (this.#isWanted) this.schedule();
  }
}
