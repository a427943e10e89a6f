import type { CodePolicy } from './code-policy.ts';

/** What a worker starts with. */
export interface WorkerSettings extends Pick<CodePolicy, 'memoryBytes' | 'maxOutputBytes' | 'maxResultCharacters'> {
  /** For Python. */
  pyodideFolder?: string | undefined;
}

/** To a worker, once: the program. */
export interface RunMessage {
  code: string;
}

/** From a worker: `ready` or `failed` first, then `done` after a program. */
export type WorkerMessage =
  | { type: 'ready'; stdout: SharedArrayBuffer; stderr: SharedArrayBuffer }
  | { type: 'failed'; reason: string }
  | { type: 'done'; ending: ProgramEnding };

export interface ProgramEnding {
  /** JSON of the program's result. */
  result?: string | undefined;
  /** How it failed, with a traceback where there is one. */
  error?: string | undefined;
}
