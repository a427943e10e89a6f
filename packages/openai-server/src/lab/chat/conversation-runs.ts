import { throwIfAborted, TuneloopError, type ConversationOwner } from '@tuneloop/protocol';
import { ConversationRun } from './conversation-run.ts';
import type { LabEvent } from './lab-event.ts';

/** Which conversation, of whom. */
export interface ConversationKey {
  owner: ConversationOwner;
  id: string;
}

/** Requests that may wait for the turns of one conversation. */
const maxWaiting = 16;

interface Line {
  /** Resolves when everybody before is done. */
  tail: Promise<void>;
  length: number;
  run?: ConversationRun | undefined;
}

/** The turns under way: one at a time in each conversation, the others in the order in which they came. */
export class ConversationRuns {
  readonly #lines = new Map<string, Line>();

  /** The turn that runs now, if one does. */
  find(key: ConversationKey): ConversationRun | undefined {
    return this.#lines.get(nameOf(key))?.run;
  }

  /**
   * Starts a turn once those before it have ended. What `prepare` throws is thrown, and nothing runs.
   *
   * Errors: `BUSY`, `ABORTED` (while it waits).
   */
  async begin(
    key: ConversationKey,
    signal: AbortSignal,
    prepare: () => Promise<(signal: AbortSignal) => AsyncIterable<LabEvent>>,
  ): Promise<ConversationRun> {
    const { line, done } = await this.#wait(key, signal);
    try {
      const run = new ConversationRun(await prepare());
      line.run = run;
      void this.#finish(run, line, done);
      return run;
    } catch (error) {
      done();
      throw error;
    }
  }

  /** Does something while no turn runs. Errors: as of `begin`. */
  async between<T>(key: ConversationKey, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const { done } = await this.#wait(key, signal);
    try {
      return await work();
    } finally {
      done();
    }
  }

  /** Lets the turns end, for `drainMs` at most, then cancels them, and waits for their ends. */
  async close(drainMs: number): Promise<void> {
    const runs = [...this.#lines.values()].flatMap(({ run }) => run ?? []);
    const ended = Promise.all(runs.map((run) => run.ended));
    const timer = setTimeout(() => {
      for (const run of runs) run.cancel();
    }, drainMs);
    await ended;
    clearTimeout(timer);
  }

  async #finish(run: ConversationRun, line: Line, done: () => void): Promise<void> {
    await run.ended;
    line.run = undefined;
    done();
  }

  async #wait(key: ConversationKey, signal: AbortSignal): Promise<{ line: Line; done: () => void }> {
    const name = nameOf(key);
    const line = this.#lines.get(name) ?? { tail: Promise.resolve(), length: 0 };
    if (line.length > maxWaiting) {
      throw new TuneloopError('BUSY', 'Too many requests are waiting for this conversation. Try again in a moment.', {
        details: { retryAfterSeconds: 5 },
      });
    }
    this.#lines.set(name, line);
    const before = line.tail;
    const { promise, resolve } = Promise.withResolvers<void>();
    line.tail = before.then(() => promise);
    line.length += 1;
    const done = (): void => {
      resolve();
      line.length -= 1;
      if (line.length === 0) this.#lines.delete(name);
    };
    const left = Promise.withResolvers<void>();
    const leave = (): void => left.resolve();
    signal.addEventListener('abort', leave, { once: true });
    await Promise.race([before, left.promise]);
    signal.removeEventListener('abort', leave);
    try {
      throwIfAborted(signal);
    } catch (error) {
      done();
      throw error;
    }
    return { line, done };
  }
}

function nameOf({ owner, id }: ConversationKey): string {
  return JSON.stringify([owner ?? '', id]);
}
