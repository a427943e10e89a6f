import { TuneloopError } from '@tuneloop/protocol';
import type { LogIndex } from './log-index.ts';

/** How long nothing has been written when it begins, in ms. A question doesn't wait for that: it reads first. */
const quietMs = 1000;
/** How long it waits for that at most, in ms: a server that is never idle must not fall behind for ever. */
const patienceMs = 30_000;
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
  #lastWrite = 0;

  constructor(index: LogIndex, onProblem: (problem: TuneloopError) => void) {
    this.#index = index;
    this.#onProblem = onProblem;
  }

  /** Something was written. */
  schedule(): void {
    this.#isWanted = true;
    this.#lastWrite = performance.now();
    if (!this.#isRunning) this.#await(this.#lastWrite + patienceMs);
  }

  stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#timer);
  }

  #await(latest: number): void {
    if (this.#stopping.signal.aborted) return;
    const end = Math.min(this.#lastWrite + quietMs, latest);
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        if (performance.now() >= Math.min(this.#lastWrite + quietMs, latest)) void this.#run();
        else this.#await(latest);
      },
      Math.max(0, end - performance.now()),
    ).unref();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const pause = (): Promise<void> => this.#index.rest();
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
