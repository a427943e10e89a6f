import { TuneloopError, type CallOptions } from '@tuneloop/protocol';
import type { RunProgram } from '@tuneloop/runtime';

/** Runs another tool's program to its end; `runProgram` of `@tuneloop/runtime`. */
export type ProgramRunner = RunProgram;

/** Errors: `NOT_FOUND` (not installed), `UPSTREAM_FAILED` (it said no), `ABORTED`. */
export async function runDeployment(
  command: readonly [string, ...string[]] | readonly string[],
  { folder, run, signal }: CallOptions & { folder: string; run: ProgramRunner },
): Promise<string> {
  const [program = '', ...args] = command;
  const result = await run(program, args, { folder, signal });
  if (!result) {
    const message = `${program} is not installed here. Install it, or run the command where it is.`;
    throw new TuneloopError('NOT_FOUND', message, { details: { command } });
  }
  if (result.exitCode === 0) return result.output;
  const said = result.output.trim().split('\n').slice(-5).join('\n');
  throw new TuneloopError('UPSTREAM_FAILED', `${program} failed with exit code ${result.exitCode}: ${said}`, {
    details: { command, exitCode: result.exitCode },
  });
}
