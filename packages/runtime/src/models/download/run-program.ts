import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { TuneloopError } from '@tuneloop/protocol';
import type { Environment } from '../cache-folder.ts';

export interface RunProgramOptions {
  folder: string;
  /** By default the environment of this process. */
  environment?: Environment | undefined;
  signal?: AbortSignal | undefined;
  /** Called with each piece of standard output and standard error. */
  onOutput?: ((text: string) => void) | undefined;
}

export interface ProgramResult {
  exitCode: number;
  /** Standard output and standard error together. */
  output: string;
}

/** Runs a program to its end; `undefined` when it is not installed. Errors: `ABORTED` (the program is terminated). */
export type RunProgram = (
  command: string,
  args: readonly string[],
  options: RunProgramOptions,
) => Promise<ProgramResult | undefined>;

export const runProgram: RunProgram = async (command, args, options) => {
  const child = spawn(command, args, {
    cwd: options.folder,
    ...(options.environment !== undefined && { env: { ...options.environment } }),
    ...(options.signal !== undefined && { signal: options.signal }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm and its kin are command scripts on Windows, which only a shell starts; arguments are checked by their callers.
    shell: process.platform === 'win32',
    windowsHide: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      options.onOutput?.(text);
    });
  }
  try {
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return { exitCode: exitCode ?? 1, output };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // It was told to end; its folder is removed next, so it should be gone by then.
    await Promise.race([once(child, 'exit'), sleep(2000, undefined, { ref: false })]);
    child.kill('SIGKILL');
    throw TuneloopError.from(options.signal?.aborted ? options.signal.reason : error);
  }
};
