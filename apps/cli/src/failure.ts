import { inspect, styleText } from 'node:util';
import { TuneloopError } from '@tuneloop/protocol';
import { withoutControlCharacters } from './terminal/control-characters.ts';

/** Prints one clear message; with `verbose` also the code, the details, the stack and its causes. */
export function printFailure(error: unknown, stream: NodeJS.WriteStream, verbose: boolean): void {
  const { code } = TuneloopError.from(error);
  // Whoever pressed Ctrl-C did not meet a failure.
  if (code === 'ABORTED' && !verbose) {
    stream.write(`${describeFailure(error)}\n`);
    return;
  }
  const prefix = styleText(['red', 'bold'], 'error:', { stream });
  stream.write(`${prefix} ${describeFailure(error)}\n`);
  if (verbose) stream.write(`${withoutControlCharacters(inspect(error, { depth: 6 }))}\n`);
  else if (isUnexpected(error)) stream.write('Run it again with --verbose to see where this happened.\n');
}

/** The message for people; that of `CONFIG_INVALID` names every mistake already. */
export function describeFailure(error: unknown): string {
  return withoutControlCharacters(TuneloopError.from(error).message);
}

/** Failures without a code of ours, and defects: a message alone may not be enough to report them. */
function isUnexpected(error: unknown): boolean {
  return !TuneloopError.isInstance(error) || error.code === 'INTERNAL';
}
