import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';

export interface ProcessOutcome {
  stdout: string;
  stderr: string;
  /** 128 and the signal's number for a command that a signal ended. */
  exitCode: number;
  durationMs: number;
  /** It was stopped at its time limit. */
  timedOut: boolean;
}

export interface ProcessOptions {
  cwd: string;
  env: Record<string, string>;
  timeoutMs: number;
  maxOutputBytes: number;
  signal: AbortSignal;
}

/**
 * Runs a program to its end or its time limit, and keeps the beginning of what it prints.
 *
 * Errors: `TOOL_FAILED` when it cannot be started, `ABORTED` once it has been killed.
 */
export async function runProcess(
  [program, ...args]: readonly string[],
  { cwd, env, timeoutMs, maxOutputBytes, signal }: ProcessOptions,
): Promise<ProcessOutcome> {
  throwIfAborted(signal);
  const start = performance.now();
  // A group of its own, so that all of it can be killed.
  const child = spawn(program!, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const kill = (): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) killGroup(child.pid);
  };
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, timeoutMs);
  signal.addEventListener('abort', kill, { once: true });
  try {
    const [stdout, stderr, exitCode] = await Promise.all([
      beginningOf(child.stdout, maxOutputBytes),
      beginningOf(child.stderr, maxOutputBytes),
      new Promise<number>((resolve, reject) => {
        child.once('error', (cause) => reject(new TuneloopError('TOOL_FAILED', notStarted(cause), { cause })));
        child.once('close', (code, name) => resolve(code ?? (name === null ? 1 : 137)));
      }),
    ]);
    throwIfAborted(signal);
    return { stdout, stderr, exitCode, durationMs: Math.round(performance.now() - start), timedOut };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

function notStarted(cause: Error): string {
  return `The command cannot be started: ${cause.message}.`;
}

/** Reads on to the end, so that a program that prints much is not stopped by a full pipe. */
async function beginningOf(stream: Readable, maxBytes: number): Promise<string> {
  const kept: Buffer[] = [];
  let left = maxBytes;
  let cut = false;
  stream.on('data', (chunk: Buffer) => {
    if (left > 0) kept.push(chunk.subarray(0, left));
    cut ||= chunk.length > left;
    left = Math.max(0, left - chunk.length);
  });
  await new Promise<void>((resolve) => {
    stream.once('close', resolve);
    stream.once('error', () => resolve());
  });
  // Streaming leaves out the character that a cut may have split.
  const text = new TextDecoder().decode(Buffer.concat(kept), { stream: cut });
  return cut ? `${text}\n[cut after ${maxBytes} bytes]` : text;
}
