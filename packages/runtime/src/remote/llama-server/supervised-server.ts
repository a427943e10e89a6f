import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { request } from 'undici';
import { freePort } from './free-port.ts';
import { startGuarded, type GuardedProcess } from './guarded-process.ts';
import { commandLine, type LlamaServerSettings } from './options.ts';

/** Lines of its output that go with the error when it does not start. */
const lastLines = 20;
const pollMs = 50;
const firstRestartMs = 500;
const longestRestartMs = 30_000;
/** One that ran so long did start: the next restart is soon again. */
const stableMs = 60_000;

/** A llama-server on a free port of 127.0.0.1, started again when it ends by itself. */
export class SupervisedServer {
  readonly #settings: LlamaServerSettings;
  readonly #model: { id: string; path: string };
  readonly #stopped = new AbortController();
  #port = 0;
  #lines: string[] = [];
  #process: GuardedProcess | undefined;
  #supervision: Promise<void> | undefined;

  constructor(settings: LlamaServerSettings, model: { id: string; path: string }) {
    this.#settings = settings;
    this.#model = model;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get processId(): number | undefined {
    return this.#process?.processId;
  }

  /** Resolves when the model is loaded. Errors: `MODEL_LOAD_FAILED`, with its last lines as the cause; `ABORTED`. */
  async start(signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    this.#port = await freePort();
    const started = this.#spawn();
    const ended = new AbortController();
    void started.exit.then((reason) => ended.abort(reason));
    while (!(await this.#isHealthy())) {
      if (signal?.aborted) await this.stop();
      throwIfAborted(signal);
      if (ended.signal.aborted) throw this.#notStarted(String(ended.signal.reason));
      await sleep(pollMs);
    }
    this.#supervision = this.#supervise(started);
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#process?.stop();
    await this.#supervision;
  }

  #spawn(): GuardedProcess {
    const { executable, onLog } = this.#settings;
    this.#lines = [];
    this.#process = startGuarded(executable, commandLine(this.#settings, this.#model, this.#port), (line) => {
      this.#lines = [...this.#lines, line].slice(-lastLines);
      onLog?.(line);
    });
    return this.#process;
  }

  async #supervise(first: GuardedProcess): Promise<void> {
    let current = first;
    let failures = 0;
    for (;;) {
      const since = performance.now();
      const reason = await current.exit;
      if (this.#stopped.signal.aborted) return;
      failures = performance.now() - since > stableMs ? 0 : failures;
      const delayMs = Math.min(longestRestartMs, firstRestartMs * 2 ** failures);
      failures += 1;
      this.#settings.onRestart?.({ reason, delayMs });
      await sleep(delayMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      if (this.#stopped.signal.aborted) return;
      current = this.#spawn();
    }
  }

  async #isHealthy(): Promise<boolean> {
    try {
      const { statusCode, body } = await request(`${this.url}/health`, { headersTimeout: 1000, bodyTimeout: 1000 });
      await body.dump();
      return statusCode === 200;
    } catch {
      return false;
    }
  }

  #notStarted(reason: string): TuneloopError {
    const message = `llama-server ${reason} before it had loaded "${this.#model.id}". Its log says why.`;
    return new TuneloopError('MODEL_LOAD_FAILED', message, { cause: new Error(this.#lines.join('\n')) });
  }
}
