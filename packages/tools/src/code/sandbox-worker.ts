import { performance } from 'node:perf_hooks';
import type { Worker } from 'node:worker_threads';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import type { CodeLanguage } from './code-policy.ts';
import { outOfMemory, watchMemory } from './memory-watch.ts';
import { startSandboxThread } from './sandbox-thread.ts';
import { settledWithin } from './settled-within.ts';
import { readOutput } from './shared-output.ts';
import type { ProgramEnding, RunMessage, WorkerMessage, WorkerSettings } from './worker-messages.ts';

export interface CodeOutcome {
  stdout: string;
  stderr: string;
  /** The value of the last expression; what JSON has no form for as text. `null` without one. */
  result: unknown;
  /** Of the program; starting the language is not counted. */
  durationMs: number;
  /** How the program failed, if it did. */
  error?: string | undefined;
}

/** A thread with one fresh world of a language, for one program. */
export class SandboxWorker {
  readonly #worker: Worker;
  readonly #memoryBytes: number;
  #ended = false;
  readonly #ready: Promise<Extract<WorkerMessage, { type: 'ready' }>>;
  /** Rejects when the thread ends. */
  readonly #end: Promise<never>;

  constructor(language: CodeLanguage, settings: WorkerSettings) {
    this.#memoryBytes = settings.memoryBytes;
    this.#worker = startSandboxThread(language, settings);
    this.#end = new Promise((_, reject) => {
      this.#worker.on('error', reject);
      this.#worker.on('exit', (code) => {
        this.#ended = true;
        reject(new Error(`The thread ended with code ${code}.`));
      });
    });
    this.#end.catch(() => undefined);
    this.#ready = Promise.race([this.#message(), this.#end]).then((message) => {
      if (message.type === 'ready') return message;
      const reason = message.type === 'failed' ? message.reason : message.type;
      throw new TuneloopError('TOOL_FAILED', `The sandbox for ${language} could not be started: ${reason}.`);
    });
    this.#ready.catch(() => undefined);
  }

  /** Of its own accord, or by `terminate`. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Resolves when the language has started. Errors: `TOOL_FAILED`, `TIMEOUT`, `ABORTED`. */
  async start(timeoutMs: number, signal: AbortSignal): Promise<void> {
    this.#worker.ref();
    try {
      if ((await settledWithin(this.#ready, timeoutMs, signal)) === undefined) {
        throw new TuneloopError('TIMEOUT', `The language did not start within ${timeoutMs} ms. Try again.`);
      }
    } catch (error) {
      throw TuneloopError.from(error, 'TOOL_FAILED');
    }
  }

  /**
   * Runs the one program of this world, after `start`. What the program does wrong (an exception, no end, too much
   * memory) is part of the outcome.
   *
   * Errors: `ABORTED`.
   */
  async run(code: string, timeoutMs: number, signal: AbortSignal): Promise<CodeOutcome> {
    const { stdout, stderr } = await this.#ready;
    const start = performance.now();
    // oxlint-disable-next-line require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage({ code } satisfies RunMessage);
    const ending = await this.#ending(timeoutMs, signal);
    const durationMs = Math.round(performance.now() - start);
    const { error, result } = ending;
    return { stdout: readOutput(stdout), stderr: readOutput(stderr), result: parseResult(result), durationMs, error };
  }

  async #ending(timeoutMs: number, signal: AbortSignal): Promise<ProgramEnding> {
    const watch = watchMemory(this.#worker, this.#memoryBytes);
    try {
      const end = Promise.race([this.#message(), this.#end, watch.exceeded]);
      const message = await settledWithin(end, timeoutMs, signal);
      if (message?.type === 'done') return message.ending;
      return { error: `The program did not end within ${timeoutMs} ms and was stopped.` };
    } catch (error) {
      throwIfAborted(signal);
      return { error: `The program was stopped: ${describeEnd(error)}` };
    } finally {
      watch.stop();
    }
  }

  /** Resolves when the thread has ended. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #message(): Promise<WorkerMessage> {
    return new Promise((resolve) => this.#worker.once('message', resolve));
  }
}

function describeEnd(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return outOfMemory;
  return error instanceof Error ? error.message : String(error);
}

/** A sandbox's word for what is JSON is not taken. */
function parseResult(json: string | undefined): unknown {
  if (typeof json !== 'string') return null;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
}
