import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { main } from '../src/run.ts';
import { captureOutput } from './capture-output.ts';

const { NODE_COMPILE_CACHE } = process.env;
let lastCall: Promise<unknown> = Promise.resolve();

export interface CliOptions {
  /** Standard input; left out: /dev/null. */
  input?: string;
  /** Leaves standard input open for `onStart`, which ends it. */
  keepInputOpen?: boolean;
  env?: Record<string, string>;
  /** Gets the process as soon as it runs. */
  onStart?: (child: ChildProcess) => void;
}

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A place of its own for the files of one test run, where nothing of this machine's user is seen. */
export class CliSandbox implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'tuneloop-cli-'));

  get env(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      HOME: this.folder,
      USERPROFILE: this.folder,
      TUNELOOP_DATA: join(this.folder, 'data'),
      TUNELOOP_CACHE: join(this.folder, 'cache'),
      OLLAMA_MODELS: join(this.folder, 'ollama'),
      // Nothing listens there: no test may find a server that it did not start.
      PORT: '1',
      TUNELOOP_OFFLINE: 'true',
      ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }),
    };
  }

  /**
   * Runs a command line in this process: its exit code, and what it writes. One after another, since the environment, the
   * working folder and the terminal are the process's; what is about signals, pipes or standard input takes `run`.
   */
  call(args: string[], { env }: Pick<CliOptions, 'env'> = {}): Promise<CliResult> {
    const result = lastCall.then(() => this.#call(args, { ...this.env, ...env }));
    lastCall = result.catch(() => undefined);
    return result;
  }

  async #call(args: string[], env: Record<string, string>): Promise<CliResult> {
    const before = { env: { ...process.env }, folder: process.cwd() };
    using output = captureOutput();
    setEnvironment(env);
    process.chdir(this.folder);
    process.exitCode = undefined;
    try {
      const code = await main([process.execPath, 'tuneloop', ...args]);
      return { code, stdout: output.stdout, stderr: output.stderr };
    } finally {
      process.exitCode = undefined;
      process.chdir(before.folder);
      setEnvironment(before.env);
    }
  }

  /** Runs the real program from its sources. */
  async run(args: string[], { input, keepInputOpen = false, env, onStart }: CliOptions = {}): Promise<CliResult> {
    const main = join(import.meta.dirname, '../src/main.ts');
    const child = spawn(process.execPath, ['--conditions=@tuneloop/source', main, ...args], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      stdio: [input === undefined && !keepInputOpen ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    if (!keepInputOpen) child.stdin?.end(input);
    onStart?.(child);
    const closed = new Promise<number | null>((resolve) => {
      child.on('close', resolve);
    });
    const [stdout, stderr, code] = await Promise.all([read(child.stdout), read(child.stderr), closed]);
    return { code, stdout, stderr };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Also for what asks the system for them, such as the home folder. */
function setEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}

async function read(stream: NodeJS.ReadableStream | null): Promise<string> {
  // A test may close the stream itself.
  return stream ? text(stream as never).catch(() => '') : '';
}
