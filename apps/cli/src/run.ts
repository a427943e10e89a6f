import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

/** Runs one command line and returns its exit code. Loads only what that command needs. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = createProgram();
  try {
    await program.parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // Commander has already said what is wrong with the command line.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const [{ printFailure }, { exitCodeOf }, { isOutputClosedError }] = await Promise.all([
      import('./failure.ts'),
      import('./exit-code.ts'),
      import('./interrupts.ts'),
    ]);
    if (isOutputClosedError(error)) return 0;
    const { verbose } = program.opts<{ verbose?: boolean }>();
    printFailure(error, process.stderr, verbose === true);
    return exitCodeOf(error);
  }
}
