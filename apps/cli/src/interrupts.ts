import { TuneloopError } from '@tuneloop/protocol';
import { exitCodes } from './exit-code.ts';

/** What ended the work from outside, as the reason of its signal. */
export type Interruption = 'interrupt' | 'output-closed';

/**
 * Runs work that Ctrl-C cancels, and so does a reader of the output that went away (`| head`). The second Ctrl-C ends
 * the process at once. `signal` carries an `ABORTED` error with `details.interruption`.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (interruption: Interruption): void => {
    controller.abort(new TuneloopError('ABORTED', 'Interrupted.', { details: { interruption } }));
  };
  const onInterrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    abort('interrupt');
  };
  const onOutputError = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE') abort('output-closed');
  };
  process.on('SIGINT', onInterrupt);
  process.stdout.on('error', onOutputError);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', onInterrupt);
    process.stdout.off('error', onOutputError);
  }
}

/** Whether work ended because nobody reads its output any more: there is nothing to report then. */
export function isOutputClosedError(error: unknown): boolean {
  return TuneloopError.isInstance(error) && error.details.interruption === 'output-closed';
}
