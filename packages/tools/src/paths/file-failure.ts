import { TuneloopError } from '@tuneloop/protocol';
import { shown } from './judge-path.ts';

/** What went wrong with a path, in words for the model. The system's own message names the path that was worked through. */
const explanations: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be accessed by this program',
  EPERM: 'may not be changed by this program',
  ENOTDIR: 'is not a folder, or something above it is not',
  EISDIR: 'is a folder',
  EEXIST: 'exists already',
  ENOTEMPTY: 'is a folder that is not empty',
  ELOOP: 'is a link, or goes through too many of them',
  ENAMETOOLONG: 'is too long',
  EROFS: 'is on a volume that cannot be written to',
  ENOSPC: 'does not fit: the disk is full',
  EDQUOT: 'does not fit: the quota is used up',
  EBUSY: 'is in use',
  ETXTBSY: 'is in use',
  EXDEV: 'is on another volume',
  EMFILE: 'cannot be opened: too many files are open',
  ENFILE: 'cannot be opened: too many files are open',
  EFBIG: 'is too large',
  ENXIO: 'is not a file',
  EIO: 'cannot be read or written: the disk failed',
  EINVAL: 'cannot be used in this way',
};

/** `error` in words for the model, if it is the system's; ours stay as they are. */
export function fileFailure(error: unknown, path: string): TuneloopError {
  if (TuneloopError.isInstance(error)) return error;
  const code = systemCode(error);
  if (code === undefined) return TuneloopError.from(error, 'TOOL_FAILED');
  const message = `${shown(path)} ${explanations[code] ?? `could not be used (${code})`}.`;
  return new TuneloopError(code === 'ENOENT' ? 'NOT_FOUND' : 'TOOL_FAILED', message, { cause: error });
}

/** Such as `ENOENT`; undefined for what is not an error of the system. */
export function systemCode(error: unknown): string | undefined {
  const isSystemError = error instanceof Error && 'code' in error && 'errno' in error;
  return isSystemError && typeof error.code === 'string' ? error.code : undefined;
}

/** Runs `work` and puts the failures of the system in words. Errors: `NOT_FOUND`, `TOOL_FAILED`, and those of `work`. */
export async function aboutPath<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileFailure(error, path);
  }
}

/** `undefined` where the system says that there is nothing. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
