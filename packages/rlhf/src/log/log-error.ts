import { TuneloopError } from '@tuneloop/protocol';

const full = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EFBIG']);

/** What the file system refused, with what to do about it; errors of ours stay as they are. */
export function explainFileError(error: unknown, path: string): TuneloopError {
  if (TuneloopError.isInstance(error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  const details = { path, reason: code };
  if (code !== undefined && full.has(code)) {
    const message =
      code === 'EMFILE' || code === 'ENFILE'
        ? `The log ${path} cannot be written: too many files are open. Close programs, or raise the limit (ulimit -n).`
        : `The log ${path} cannot grow: the disk or the quota is full. Make room; recording goes on by itself then.`;
    return new TuneloopError('RESOURCE_EXHAUSTED', message, { details, cause: error, retryable: true });
  }
  const message = `The log ${path} cannot be read or written (${code ?? String(error)}). Check the permissions of the file and its folder, and the disk.`;
  return new TuneloopError('STORE_FAILED', message, { details, cause: error });
}
