import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogTail } from './log-tail.ts';
import { signalGroup } from './process-group.ts';
import { readLines } from './read-lines.ts';

export interface PythonExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** It could not be started at all. */
  error?: NodeJS.ErrnoException | undefined;
}

export interface PythonProcess {
  /** What it writes to file descriptor 3; ends when it and all that hold it are gone. */
  readonly events: AsyncIterable<string>;
  readonly log: LogTail;
  /** Resolves when it is gone; its group is ended with it. */
  readonly exit: Promise<PythonExit>;
  /** Ends it with SIGTERM, or with SIGKILL when it does not listen; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface PythonProcessOptions {
  python: string;
  parameters: readonly string[];
  folder: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Between SIGTERM and SIGKILL. */
  patienceMs: number;
  onLog: (line: string) => void;
}

/** Nice value: serving goes first. */
const trainerPriority = 10;
const lingerMs = 5000;

/**
 * Starts a Python program in a process group of its own, so that a Ctrl-C in the terminal reaches this process alone.
 * Standard input stays open as long as this process lives: the program watches it and ends when it closes.
 */
export function startPython(options: PythonProcessOptions): PythonProcess {
  const child = spawn(options.python, options.parameters, {
    cwd: options.folder,
    env: { ...options.environment, TUNELOOP_PARENT_PIPE: '1' },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  child.stdin?.on('error', () => undefined);
  if (child.pid !== undefined) lowerPriority(child.pid);

  const log = new LogTail(options.onLog);
  for (const stream of [child.stdout, child.stderr]) if (stream !== null) log.follow(stream);

  const exit = new Promise<PythonExit>((resolve) => {
    let failure: NodeJS.ErrnoException | undefined;
    let ended: Pick<PythonExit, 'code' | 'signal'> = { code: null, signal: null };
    child.on('error', (error) => {
      failure = error;
      if (child.pid === undefined) resolve({ ...ended, error });
    });
    child.on('exit', (code, signal) => {
      ended = { code, signal };
      // What it left running holds the pipes, and memory. What left the group too is waited for a little.
      signalGroup(child, 'SIGKILL');
      setTimeout(() => {
        for (const stream of child.stdio) stream?.destroy();
      }, lingerMs).unref();
    });
    child.on('close', () => resolve({ ...ended, error: child.pid === undefined ? failure : undefined }));
  });

  return {
    events: readLines(child.stdio[3] as Readable),
    log,
    exit,
    async stop() {
      signalGroup(child, 'SIGTERM');
      const gone = await Promise.race([exit.then(() => true), sleep(options.patienceMs, false, { ref: false })]);
      if (gone) return;
      signalGroup(child, 'SIGKILL');
      await exit;
    },
  };
}

function lowerPriority(processId: number): void {
  try {
    setPriority(processId, trainerPriority);
  } catch {
    // It is gone already, or the system does not let us.
  }
}
