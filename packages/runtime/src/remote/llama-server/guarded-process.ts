import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const fromSource = extname(import.meta.url) === '.ts';
/** Once built, bundling may have moved this code: ask for the module by name. */
const guardModule: string = fromSource
  ? fileURLToPath(new URL('./guard.ts', import.meta.url))
  : fileURLToPath(import.meta.resolve('@tuneloop/runtime/remote/guard'));

const patienceMs = 5000;
const maxLineLength = 2000;

/** What the guard tells of the program: which process it is; what killed it. */
interface GuardMessage {
  processId?: number;
  signal?: string;
}

/** A program that never outlives this process. */
export interface GuardedProcess {
  readonly processId: number | undefined;
  /** Resolves to how it ended. */
  readonly exit: Promise<string>;
  /** Ends it; resolves when it is gone. */
  stop(): Promise<void>;
}

export function startGuarded(
  executable: string,
  parameters: readonly string[],
  onLine: (line: string) => void,
): GuardedProcess {
  const guard = fork(guardModule, [executable, ...parameters], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let processId: number | undefined;
  let killedBy: string | undefined;
  guard.on('message', (message: GuardMessage) => {
    processId = message.processId ?? processId;
    killedBy = message.signal ?? killedBy;
  });
  for (const stream of [guard.stdout, guard.stderr]) forEachLine(stream, onLine);
  const exit = new Promise<string>((resolve) => {
    guard.on('error', (error) => resolve(`could not be started: ${error.message}`));
    guard.on('exit', (code, signal) => {
      // A guard that was killed could not end what it guarded.
      if (signal !== null) kill(processId);
      const by = killedBy ?? signal;
      resolve(by === null ? `exited with code ${code}` : `was killed by ${by}`);
    });
  });
  return {
    get processId() {
      return processId;
    },
    exit,
    async stop() {
      if (guard.exitCode !== null || guard.signalCode !== null) return;
      if (guard.connected) guard.disconnect();
      const gone = await Promise.race([exit.then(() => true), sleep(patienceMs, false, { ref: false })]);
      if (gone) return;
      guard.kill('SIGKILL');
      await once(guard, 'exit');
    },
  };
}

function forEachLine(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream === null) return;
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
    if (line.trim() !== '') onLine(line.slice(0, maxLineLength));
  });
}

function kill(processId: number | undefined): void {
  if (processId === undefined) return;
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
