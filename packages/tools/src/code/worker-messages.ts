import type { CodePolicy } from './code-policy.ts';

/** What a worker starts with. */
export interface WorkerSettings extends Pick<CodePolicy, 'memoryBytes' | 'maxOutputBytes' | 'maxResultCharacters'> {
  /** For Python. */
  pyodideFolder?: string | undefined;
  /** For Python, where there is one: its memory right after it has started. */
  snapshot?: SharedArrayBuffer | undefined;
}

/** What a worker starts with that shall only take a snapshot of Python. */
export interface SnapshotSettings {
  takeSnapshot: true;
  pyodideFolder: string;
}

/** To a worker, once: the program. */
export interface RunMessage {
  code: string;
}

/** From a worker: `ready`, `snapshot` or `failed` first, then `done` after a program. */
export type WorkerMessage =
  | { type: 'ready'; stdout: SharedArrayBuffer; stderr: SharedArrayBuffer }
  | { type: 'snapshot'; snapshot: SharedArrayBuffer }
  | { type: 'failed'; reason: string }
  | { type: 'done'; ending: ProgramEnding };

export interface ProgramEnding {
  /** JSON of the program's result. */
  result?: string | undefined;
  /** How it failed, with a traceback where there is one. */
  error?: string | undefined;
}
