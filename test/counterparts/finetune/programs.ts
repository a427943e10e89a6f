import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const source = (path: string): string[] => [
  '--conditions=@tuneloop/source',
  fileURLToPath(new URL(`../../../${path}`, import.meta.url)),
];

export interface ServerProcess extends AsyncDisposable {
  url: string;
  /** Resolves when it has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** `npm start`, until it listens. */
export async function startServer(env: NodeJS.ProcessEnv): Promise<ServerProcess> {
  const child = spawn(process.execPath, source('apps/server/src/main.ts'), { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
        if (found !== undefined) resolve(found);
      });
    }
    child.once('exit', () => reject(new Error(`the server ended: ${said.join('\n')}`)));
  });
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return { url, kill, [Symbol.asyncDispose]: () => kill('SIGTERM') };
}

export interface CommandOutput {
  code: number;
  stdout: string;
  stderr: string;
}

/** `tuneloop …`, to its end. */
export async function runTuneloop(args: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandOutput> {
  const child = spawn(process.execPath, [...source('apps/cli/src/main.ts'), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (text: Buffer) => (output[name] += text));
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? -1)));
  return { code, ...output };
}
