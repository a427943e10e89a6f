import { CommanderError } from 'commander';
import { TuneloopError } from '@tuneloop/protocol';

/** What scripts can rely on; listed in `tuneloop --help` and docs/cli.md. */
export const exitCodes = {
  success: 0,
  /** What was asked for did not work. */
  failure: 1,
  /** The command line or the configuration is wrong: trying again without a change cannot help. */
  usage: 2,
  /** Ctrl-C (128 + SIGINT). */
  interrupted: 130,
} as const;

/** The exit code that says what kind of failure `error` is. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
  if (!TuneloopError.isInstance(error)) return exitCodes.failure;
  if (error.code === 'CONFIG_INVALID' || error.code === 'INVALID_REQUEST') return exitCodes.usage;
  if (error.code === 'ABORTED') return exitCodes.interrupted;
  return exitCodes.failure;
}
