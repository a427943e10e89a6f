import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Program extends AsyncDisposable {
  child: ChildProcess;
  /** Everything that it has written so far. */
  stdout: () => string;
  stderr: () => string;
  /** Resolves when standard output matches; rejects when the program ends before. */
  printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>;
}

export interface ProgramOptions {
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** An empty folder that is removed in the end. */
export async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'tuneloop-program-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Runs a TypeScript program as a process, in an empty folder, with nothing of this process's environment but PATH. */
export async function startProgram(file: URL, { args = [], env = {} }: ProgramOptions = {}): Promise<Program> {
  const home = await temporaryFolder();
  const folder = home.path;
  const child = spawn(process.execPath, ['--conditions=@tuneloop/source', fileURLToPath(file), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, TUNELOOP_DATA: folder, TUNELOOP_CACHE: folder, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const look of waiting) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });

  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    printed: (pattern) => {
      const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
      const look = (): void => {
        const match = pattern.exec(stdout);
        if (match === null) return;
        waiting.delete(look);
        resolve(match);
      };
      waiting.add(look);
      look();
      void ended.then(() => reject(new Error(`ended before it printed ${pattern}:\n${stdout}${stderr}`)));
      return promise;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
      await home[Symbol.asyncDispose]();
    },
  };
}
