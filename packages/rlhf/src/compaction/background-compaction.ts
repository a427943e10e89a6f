import { TuneloopError } from '@tuneloop/protocol';

/** Until it is looked again whether there is something to do: other processes delete as well. */
const againMs = 3_600_000;

/** Compacts by itself, some time after something was deleted. */
export class BackgroundCompaction {
  readonly #compact: (signal: AbortSignal) => Promise<unknown>;
  readonly #delayMs: number;
  readonly #onProblem: (problem: TuneloopError) => void;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    compact: (signal: AbortSignal) => Promise<unknown>,
    delayMs: number,
    onProblem: (problem: TuneloopError) => void,
  ) {
    this.#compact = compact;
    this.#delayMs = delayMs;
    this.#onProblem = onProblem;
  }

  /** Something was deleted, maybe. */
  schedule(): void {
    this.#after(this.#delayMs);
  }

  /** Ends what is being done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  #after(delayMs: number): void {
    if (this.#stopping.signal.aborted) return;
    clearTimeout(this.#timer);
    const run = (): void => {
      this.#running = this.#run();
    };
    this.#timer = setTimeout(run, delayMs).unref();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      await this.#compact(signal);
    } catch (error) {
      const problem = TuneloopError.from(error);
      // Somebody else is doing it.
      if (!signal.aborted && problem.code !== 'BUSY') this.#onProblem(problem);
    }
    this.#after(againMs);
  }
}
