import { TuneloopError } from '@tuneloop/protocol';

const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What the file system refused, with what to do about it. Anything else stays as it is. */
export function explainExportError(error: unknown, output: string): unknown {
  if (TuneloopError.isInstance(error) || !(error instanceof Error) || !('code' in error)) return error;
  const { code } = error;
  if (typeof code !== 'string' || !('errno' in error)) return error;
  const details = { path: output, reason: code };
  if (full.has(code)) {
    const message = `The disk is full: ${output} was not written. An export needs about as much room beside its output as what was judged takes.`;
    return new TuneloopError('RESOURCE_EXHAUSTED', message, { details, cause: error });
  }
  if (code === 'EMFILE' || code === 'ENFILE') {
    const message = `${output} was not written: too many files are open. An export needs 300; raise the limit (ulimit -n).`;
    return new TuneloopError('RESOURCE_EXHAUSTED', message, { details, cause: error });
  }
  const message = `${output} cannot be written (${code}). Check its folder and the permissions.`;
  return new TuneloopError('STORE_FAILED', message, { details, cause: error });
}
