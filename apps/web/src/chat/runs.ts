import { isLostConnection, messageOf, RequestProblem } from '../api/problem.ts';
import { withEvent, type AnswerPart, type LabEvent } from './answer-part.ts';
import type { StoredMessage } from './conversation-item.ts';
import { labEvents } from './lab-stream.ts';
import type { Question } from './question.ts';
import { isUnderWay, newRun, type Run } from './run.ts';

/** What a run needs of the rest of the app. */
export interface RunSurroundings {
  /** The stored messages as they are now; `undefined` when there is no such conversation. Throws when it cannot be asked. */
  readMessages(conversation: string): Promise<readonly StoredMessage[] | undefined>;
  cancel(conversation: string): Promise<unknown>;
  /** The server has begun with what was asked here. */
  begun(conversation: string): void;
  /** A run has ended: what else is known of the conversation is out of date. Resolves when it is known which calls wait. */
  changed(conversation: string): Promise<unknown>;
}

/** How often readers hear of a run that streams, at the most and (where drawing it takes long) at the least. */
const frameMs = 33;
const longestFrameMs = 500;
const retryMs = [500, 1000, 2000, 3000];

const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, retryMs[Math.min(attempt, retryMs.length - 1)]));

/** A server that is away, stopping, or not there yet behind a proxy. */
const isPassing = (error: unknown): boolean =>
  isLostConnection(error) || (error instanceof RequestProblem && [502, 503, 504].includes(error.status));
const isMissing = (error: unknown): boolean => error instanceof RequestProblem && error.status === 404;

type Events = AsyncIterable<LabEvent>;

/** The answers that are being made, by conversation. They go on while other pages are shown. */
export class Runs {
  readonly #surroundings: RunSurroundings;
  readonly #runs = new Map<string, Run>();
  readonly #listeners = new Set<() => void>();
  readonly #leaving = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frameMs = frameMs;

  constructor(surroundings: RunSurroundings) {
    this.#surroundings = surroundings;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get(conversation: string): Run | undefined {
    return this.#runs.get(conversation);
  }

  /** Asks. `before` are the stored messages that stay. */
  async ask(conversation: string, question: Question, before: readonly StoredMessage[], body: object): Promise<void> {
    if (this.#isBusy(conversation)) return;
    this.#begin(newRun(conversation, { question, before }));
    await this.#play(conversation, labEvents('/chat', body, this.#leaving.signal));
  }

  /** Goes on with a turn that waited for decisions. */
  async resume(
    conversation: string,
    turn: { id: string; parts: readonly AnswerPart[]; before: readonly StoredMessage[] },
    decisions: object,
  ): Promise<void> {
    if (this.#isBusy(conversation)) return;
    this.#begin(newRun(conversation, { before: turn.before, parts: turn.parts }));
    const path = `/lab/conversations/${conversation}/turns/${turn.id}`;
    await this.#play(conversation, labEvents(path, { decisions }, this.#leaving.signal));
  }

  /** Follows the answer that the server is making, if it is making one: after a reload, or from another tab. */
  async follow(conversation: string, before: readonly StoredMessage[]): Promise<void> {
    if (this.#isBusy(conversation)) return;
    const events = this.#follow(conversation);
    const first = await events.next().catch(() => undefined);
    if (!first || first.done || this.#isBusy(conversation)) {
      await events.return();
      return;
    }
    this.#begin(newRun(conversation, { before, state: 'streaming' }));
    this.#add(conversation, first.value);
    await this.#play(conversation, events);
  }

  /** Ends it; what has come is kept. One that the server has not begun yet is ended as soon as it has. */
  async cancel(conversation: string): Promise<void> {
    for (;;) {
      try {
        await this.#surroundings.cancel(conversation);
        return;
      } catch (error) {
        const run = this.#runs.get(conversation);
        // One that is looked for is ended once the server is there again.
        if (run?.state !== (isMissing(error) ? 'sending' : 'reconnecting')) {
          if (isMissing(error)) return;
          throw error;
        }
        await pause(0);
      }
    }
  }

  /** Takes the outcome of a run away. */
  forget(conversation: string): void {
    this.#runs.delete(conversation);
    this.#notify();
  }

  #isBusy(conversation: string): boolean {
    const run = this.#runs.get(conversation);
    return run !== undefined && isUnderWay(run);
  }

  #follow(conversation: string): AsyncGenerator<LabEvent, void, undefined> {
    return labEvents(`/lab/conversations/${conversation}/events`, undefined, this.#leaving.signal);
  }

  #begin(run: Run): void {
    this.#runs.set(run.conversation, run);
    this.#notify();
  }

  async #play(conversation: string, events: Events): Promise<void> {
    try {
      await this.#read(conversation, events);
    } catch (error) {
      await this.#recover(conversation, error);
    }
    await this.#settle(conversation);
  }

  async #read(conversation: string, events: Events): Promise<void> {
    for await (const event of events) this.#add(conversation, event);
  }

  #add(conversation: string, event: LabEvent): void {
    const now = performance.now();
    const run = this.#runs.get(conversation)!;
    if (!run.hasBegun && run.question !== undefined) this.#surroundings.begun(conversation);
    const isPiece = event.type === 'text' || event.type === 'reasoning';
    this.#set(conversation, {
      state: event.type === 'done' ? 'settling' : 'streaming',
      parts: withEvent(run.parts, event, now),
      heardAt: now,
      hasBegun: true,
      firstTokenAt: run.firstTokenAt ?? (isPiece ? now : undefined),
      pieces: run.pieces + (isPiece ? 1 : 0),
      ...(event.type === 'start' && { startedAt: run.state === 'sending' ? run.startedAt : now }),
      ...(event.type === 'done' && { answer: event }),
    });
  }

  /** After the connection broke the server goes on, and its events can be read again from their beginning. */
  async #recover(conversation: string, error: unknown): Promise<void> {
    if (!isPassing(error) || !this.#runs.get(conversation)!.hasBegun) {
      this.#set(conversation, { state: 'settling', problem: messageOf(error) });
      return;
    }
    for (let attempt = 0; ; attempt++) {
      this.#set(conversation, { state: 'reconnecting' });
      await pause(attempt);
      try {
        const events = this.#follow(conversation);
        const first = await events.next();
        this.#set(conversation, { parts: [], pieces: 0, firstTokenAt: undefined });
        if (!first.done) this.#add(conversation, first.value);
        await this.#read(conversation, events);
        return;
      } catch (failure) {
        if (isPassing(failure)) continue;
        // Nothing is being made any more: what was made is stored.
        this.#set(conversation, { state: 'settling', ...(!isMissing(failure) && { problem: messageOf(failure) }) });
        return;
      }
    }
  }

  /** What is stored takes the place of what was streamed; a question that is not there is given back. */
  async #settle(conversation: string): Promise<void> {
    const run = this.#runs.get(conversation);
    if (!run) return;
    const messages = await this.#readStored(run);
    await this.#surroundings.changed(conversation);
    const last = messages?.at(-1);
    const settled = { before: messages ?? run.before, question: undefined };
    if (run.problem === undefined && messages) {
      const isLost = run.answer === undefined && last?.role === 'user';
      this.#set(conversation, { ...settled, state: isLost ? 'failed' : 'finished' });
      return;
    }
    const isKept = last?.role === 'user';
    this.#set(conversation, { ...settled, state: 'failed', parts: [], unsent: isKept ? undefined : run.question });
  }

  /** What is stored, as soon as the server can be asked; at once or not at all of a question that it may never have had. */
  async #readStored({ conversation, hasBegun }: Run): Promise<readonly StoredMessage[] | undefined> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#surroundings.readMessages(conversation);
      } catch (error) {
        if (!hasBegun || !isPassing(error)) return undefined;
        this.#set(conversation, { state: 'reconnecting' });
        await pause(attempt);
      }
    }
  }

  #set(conversation: string, change: Partial<Run>): void {
    const run = this.#runs.get(conversation);
    if (!run) return;
    this.#runs.set(conversation, { ...run, ...change });
    if (change.state === 'streaming') this.#notifySoon();
    else this.#notify();
  }

  #notifySoon(): void {
    this.#timer ??= setTimeout(() => {
      const toldAt = performance.now();
      this.#notify();
      // What was drawn of it took so long: most of the time is left to the person who uses the page.
      setTimeout(() => {
        this.#frameMs = Math.min(longestFrameMs, Math.max(frameMs, 3 * (performance.now() - toldAt)));
      }, 0);
    }, this.#frameMs);
  }

  #notify(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const listener of this.#listeners) listener();
  }
}
