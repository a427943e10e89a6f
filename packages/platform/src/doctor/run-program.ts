import { execFile } from 'node:child_process';

export interface ProgramResult {
  /** `undefined` when the program is not there at all. */
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

const limitMs = 30_000;

/** Runs a program to its end, for 30 s at most; its failure is a result. */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: { cwd?: string } = {},
): Promise<ProgramResult> {
  const { promise, resolve } = Promise.withResolvers<ProgramResult>();
  execFile(file, [...args], { ...options, timeout: limitMs, windowsHide: true }, (error, stdout, stderr) => {
    if (error === null) resolve({ exitCode: 0, stdout, stderr });
    else if (error.code === 'ENOENT') resolve({ exitCode: undefined, stdout, stderr });
    else
      resolve({ exitCode: typeof error.code === 'number' ? error.code : 1, stdout, stderr: stderr || error.message });
  });
  return promise;
}
