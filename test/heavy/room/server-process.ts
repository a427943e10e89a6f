import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/**
 * `embedded`: the program of `npm start` with the embedded model; `llama-server`: the same with a llama-server
 * (`LLAMA_SERVER_PATH` in `env`); `scripted`: the same server over the scripted engine, with a trainer that trains nothing.
 */
export type ServedEngine = 'embedded' | 'llama-server' | 'scripted';

export interface ServerProcessOptions {
  engine: ServedEngine;
  /** Everything that it writes is below. */
  folder: string;
  port: number;
  /** Of the model, but for the scripted engine. */
  modelPath?: string | undefined;
  env?: Readonly<Record<string, string>> | undefined;
  /** What starts it, with its parameters: `prlimit`, `faketime`, `unshare`. */
  wrapper?: readonly string[] | undefined;
}

export interface ServerProcess {
  readonly url: string;
  /** Of the process that runs now. */
  readonly pid: number;
  /** Resolves when it says that it is ready, or merely that it lives. */
  start(until?: 'ready' | 'live'): Promise<void>;
  /** Resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  readonly isRunning: boolean;
  /** How the process that ran last ended. */
  readonly exit: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  /** Lines on standard error of all its lives: the log, and whatever else was said. */
  readonly logFile: string;
  readonly outputFile: string;
  readonly dataFolder: string;
}

const programs: Record<ServedEngine, URL> = {
  embedded: new URL('../../../apps/server/src/main.ts', import.meta.url),
  'llama-server': new URL('../../../apps/server/src/main.ts', import.meta.url),
  scripted: new URL('./scripted-program.ts', import.meta.url),
};

const startLimitMs = 180_000;

/** A server as a process of its own, which can be killed and started again in the same folders. */
export function createServerProcess(options: ServerProcessOptions): ServerProcess {
  const { engine, folder, port, modelPath, env = {}, wrapper = [] } = options;
  const url = `http://127.0.0.1:${port}`;
  const dataFolder = join(folder, 'data');
  const workFolder = join(folder, 'work');
  const logFile = join(folder, 'log.jsonl');
  const outputFile = join(folder, 'output.txt');
  mkdirSync(dataFolder, { recursive: true });
  mkdirSync(workFolder, { recursive: true });
  let child: ChildProcess | undefined;
  let exit: ServerProcess['exit'];
  // Whatever becomes of this program: no server stays behind.
  process.once('exit', () => child?.kill('SIGKILL'));

  const environment = {
    PATH: process.env['PATH'],
    HOME: folder,
    PORT: String(port),
    TUNELOOP_DATA: dataFolder,
    TUNELOOP_CACHE: join(folder, 'cache'),
    TUNELOOP_LOG_FORMAT: 'json',
    N_THREADS: '1',
    N_CTX: '1024',
    N_GPU_LAYERS: '0',
    TUNELOOP_FLASH_ATTENTION: 'on',
    TUNELOOP_OFFLINE: 'true',
    ...(modelPath && { MODEL_PATH: modelPath }),
    ...(engine === 'llama-server' && { RUNTIME_BACKEND: 'remote' }),
    ...env,
  };

  return {
    url,
    dataFolder,
    logFile,
    outputFile,
    get pid() {
      if (child?.pid === undefined) throw new Error('The server was never started.');
      return child.pid;
    },
    get isRunning() {
      return child !== undefined && exit === undefined;
    },
    get exit() {
      return exit;
    },
    async start(until = 'ready') {
      const output = openSync(outputFile, 'a');
      const log = openSync(logFile, 'a');
      const parameters = ['--conditions=@tuneloop/source', fileURLToPath(programs[engine])];
      const [command, ...rest] = [...wrapper, process.execPath, ...parameters];
      exit = undefined;
      const started = spawn(command!, rest, { cwd: workFolder, env: environment, stdio: ['ignore', output, log] });
      child = started;
      closeSync(output);
      closeSync(log);
      started.once('exit', (code, signal) => {
        if (child === started) exit = { code, signal };
      });
      const deadline = performance.now() + startLimitMs;
      while (performance.now() < deadline) {
        if (exit !== undefined || child !== started) {
          const said = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
          throw new Error(`The server ended (${JSON.stringify(exit)}) before it was ready:\n${said}`);
        }
        if (await isReady(url, until)) return;
        await sleep(25);
      }
      throw new Error(`The server was not ready within ${startLimitMs / 1000} s.`);
    },
    async kill(signal) {
      const killed = child;
      if (killed === undefined || killed.exitCode !== null || killed.signalCode !== null) return;
      const ended = new Promise<void>((resolve) => {
        killed.once('exit', () => resolve());
      });
      killed.kill(signal);
      await ended;
    },
  };
}

export async function isReady(url: string, until: 'ready' | 'live' = 'ready'): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/${until}`, { signal: AbortSignal.timeout(3000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
