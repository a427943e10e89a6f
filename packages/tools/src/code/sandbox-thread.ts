import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { CodeLanguage } from './code-policy.ts';
import type { SnapshotSettings, WorkerSettings } from './worker-messages.ts';

const fromSource = extname(import.meta.url) === '.ts';

/** Once built, bundling may have moved this code: ask for the workers by name. */
const workerFiles: Record<CodeLanguage, string> = fromSource
  ? {
      javascript: fileURLToPath(new URL('./javascript/worker.ts', import.meta.url)),
      python: fileURLToPath(new URL('./python/worker.ts', import.meta.url)),
    }
  : {
      javascript: fileURLToPath(import.meta.resolve('@tuneloop/tools/javascript-worker')),
      python: fileURLToPath(import.meta.resolve('@tuneloop/tools/python-worker')),
    };

/** Of the JavaScript around the WebAssembly, in MiB; what programs allocate is bounded by `memoryBytes`. */
const heapLimits = {
  javascript: { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 },
  python: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
};

/** A thread that sees nothing of this process and cannot write to its output. It keeps no process alive until `ref`. */
export function startSandboxThread(language: CodeLanguage, settings: WorkerSettings | SnapshotSettings): Worker {
  const worker = new Worker(workerFiles[language], {
    name: `tuneloop ${language}`,
    workerData: settings,
    env: {},
    argv: [],
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: heapLimits[language],
  });
  worker.unref();
  return worker;
}
