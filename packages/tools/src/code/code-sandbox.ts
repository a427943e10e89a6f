import { availableParallelism } from 'node:os';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import type { CodeLanguage, CodePolicy } from './code-policy.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import { findPyodide } from './python/find-pyodide.ts';
import { pythonSnapshot } from './python/python-snapshot.ts';
import { SandboxWorker, type CodeOutcome } from './sandbox-worker.ts';
import { settledWithin } from './settled-within.ts';
import type { WorkerSettings } from './worker-messages.ts';

export interface CodeSandboxOptions {
  /** Programs that run at the same time; more wait. */
  concurrency: number;
  /** How long starting a language may take, in ms. */
  startTimeoutMs: number;
  /** How long a fresh world of a language that was used is kept ready for the next program, in ms; 0 for not at all. */
  spareIdleMs: number;
  /** Where the package `pyodide` is; without it, where it is installed beside this one. */
  pyodideFolder?: string | undefined;
}

const optionsSchema = z.strictObject({
  concurrency: z.int().min(1).max(64).default(Math.min(4, availableParallelism())),
  startTimeoutMs: z.int().min(1).max(600_000).default(60_000),
  spareIdleMs: z.int().min(0).max(3_600_000).default(60_000),
  pyodideFolder: z.string().min(1).optional(),
});

export interface Program {
  language: CodeLanguage;
  code: string;
}

export interface CodeSandbox extends AsyncDisposable {
  /**
   * Runs one program in a world of its own, in WebAssembly in a thread: no files, network, environment or modules of
   * this process. What it does wrong is part of the outcome (`error`).
   *
   * Errors: `INVALID_REQUEST` for too long a program, `UNSUPPORTED` for Python without the package `pyodide`,
   * `TOOL_FAILED` and `TIMEOUT` when the language does not start, `ABORTED`.
   */
  run(program: Program, policy: CodePolicy, signal: AbortSignal): Promise<CodeOutcome>;
}

interface Spare {
  worker: SandboxWorker;
  /** What it was started with, as text. */
  settings: string;
  timer: NodeJS.Timeout;
}

/** Errors: `INVALID_REQUEST` for options that are not allowed. */
export function createCodeSandbox(given: Partial<CodeSandboxOptions> = {}): CodeSandbox {
  const options = parseOptions(given);
  const limit = new ConcurrencyLimit(options.concurrency);
  const spares = new Map<CodeLanguage, Spare>();
  let closed = false;

  async function settingsFor(
    language: CodeLanguage,
    { memoryBytes, maxOutputBytes, maxResultCharacters }: CodePolicy,
    signal: AbortSignal,
  ): Promise<WorkerSettings> {
    const limits = { memoryBytes, maxOutputBytes, maxResultCharacters };
    if (language === 'javascript') return limits;
    const pyodideFolder = findPyodide(options.pyodideFolder);
    const snapshot = await settledWithin(pythonSnapshot(pyodideFolder), options.startTimeoutMs, signal);
    return { ...limits, pyodideFolder, snapshot };
  }

  function takeSpare(language: CodeLanguage): Spare | undefined {
    const spare = spares.get(language);
    spares.delete(language);
    clearTimeout(spare?.timer);
    return spare;
  }

  async function takeWorker(language: CodeLanguage, settings: WorkerSettings): Promise<SandboxWorker> {
    const spare = takeSpare(language);
    if (spare?.settings === JSON.stringify(settings) && !spare.worker.ended) return spare.worker;
    await spare?.worker.terminate();
    return new SandboxWorker(language, settings);
  }

  /** The next program of this language finds a world that has started. */
  function prepareSpare(language: CodeLanguage, settings: WorkerSettings): void {
    if (closed || options.spareIdleMs === 0 || spares.has(language)) return;
    const worker = new SandboxWorker(language, settings);
    const timer = setTimeout(() => void takeSpare(language)?.worker.terminate(), options.spareIdleMs).unref();
    spares.set(language, { worker, settings: JSON.stringify(settings), timer });
  }

  return {
    async run({ language, code }, policy, signal) {
      const bytes = Buffer.byteLength(code);
      if (bytes > policy.maxCodeBytes) {
        const message = `The program has ${bytes} bytes; at most ${policy.maxCodeBytes} are run.`;
        throw new TuneloopError('INVALID_REQUEST', message);
      }
      return await limit.run(signal, async () => {
        if (closed) throw new TuneloopError('TOOL_FAILED', 'The sandbox has been closed.');
        const settings = await settingsFor(language, policy, signal);
        const worker = await takeWorker(language, settings);
        try {
          await worker.start(options.startTimeoutMs, signal);
          return await worker.run(code, policy.timeoutMs, signal);
        } finally {
          await worker.terminate();
          prepareSpare(language, settings);
        }
      });
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      await Promise.all([...spares.keys()].map(async (language) => takeSpare(language)?.worker.terminate()));
    },
  };
}

function parseOptions(given: Partial<CodeSandboxOptions>): CodeSandboxOptions {
  const parsed = optionsSchema.safeParse(given);
  if (!parsed.success) throw new TuneloopError('INVALID_REQUEST', `Code sandbox: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
