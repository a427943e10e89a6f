import { TuneloopError } from '@tuneloop/protocol';

/** What to print, and the exit code, when a program cannot start: 2 for configuration, 1 for anything else. */
export interface StartFailure {
  message: string;
  exitCode: 1 | 2;
}

export function describeStartFailure(reason: unknown): StartFailure {
  const error = TuneloopError.from(reason);
  return { message: error.message, exitCode: error.code === 'CONFIG_INVALID' ? 2 : 1 };
}
