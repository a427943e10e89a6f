import { TuneloopError, type ConversationOwner } from '@tuneloop/protocol';
import { ThreadRun, type NewRun } from './thread-run.ts';

/** Runs that have ended and can still be asked about, of all threads together. */
const keptRuns = 200;

/** The runs of this server, the oldest first; those that have ended are forgotten in the end, and with the server. */
export class ThreadRuns {
  readonly #runs = new Set<ThreadRun>();

  create(run: NewRun): ThreadRun {
    const made = new ThreadRun(run);
    this.#runs.add(made);
    const ended = [...this.#runs].filter(({ isActive }) => !isActive);
    for (const old of ended.slice(0, Math.max(0, ended.length - keptRuns))) this.#runs.delete(old);
    return made;
  }

  /** @param thread left out: of any thread. */
  find(owner: ConversationOwner, id: string, thread?: string): ThreadRun | undefined {
    return [...this.#runs].find((run) => {
      return run.id === id && run.owner === owner && (thread === undefined || run.thread === thread);
    });
  }

  /** Errors: `NOT_FOUND`. */
  get(owner: ConversationOwner, id: string, thread?: string): ThreadRun {
    const run = this.find(owner, id, thread);
    if (run) return run;
    throw new TuneloopError('NOT_FOUND', `There is no run "${id.slice(0, 100)}", or the server has forgotten it.`);
  }

  of(owner: ConversationOwner, thread: string): ThreadRun[] {
    return [...this.#runs].filter((run) => run.owner === owner && run.thread === thread);
  }

  delete(run: ThreadRun): void {
    this.#runs.delete(run);
  }
}
