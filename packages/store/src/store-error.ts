import { TuneloopError, type ErrorCode } from '@tuneloop/protocol';

/** `details.reason` of the store's errors. */
export type StoreFailure =
  | 'locked'
  | 'corrupt'
  | 'read-only'
  | 'not-openable'
  | 'input-output'
  | 'disk-full'
  | 'constraint'
  | 'newer-schema'
  | 'edited-migration'
  | 'closed'
  | 'other';

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html). */
const failures: Readonly<Record<number, StoreFailure>> = {
  3: 'not-openable',
  5: 'locked',
  6: 'locked',
  8: 'read-only',
  10: 'input-output',
  11: 'corrupt',
  13: 'disk-full',
  14: 'not-openable',
  19: 'constraint',
  26: 'corrupt',
};

const advice: Readonly<Record<StoreFailure, string>> = {
  locked: 'is locked: another program has been writing to it for too long. Close that program, or try again.',
  corrupt:
    'is damaged, or no database. Put a copy from a backup in its place, or move it away: a new one is made then, without what it held.',
  'read-only': 'cannot be written: check the permissions of the file and its folder, or choose another data folder.',
  'not-openable': 'cannot be opened: check that its folder exists and may be written, or choose another data folder.',
  'input-output': 'cannot be read or written: check the disk. Network file systems do not suit it.',
  'disk-full': 'cannot grow: the disk is full. Make room and try again.',
  constraint: 'refused a value that breaks one of its rules.',
  'newer-schema': 'was written by a newer version. Use that version, or choose another data folder for this one.',
  'edited-migration':
    'was made by another build: a migration that it went through has been edited since. Migrations are only ever added.',
  closed: 'is closed.',
  other: 'failed.',
};

export function storeError(
  failure: StoreFailure,
  path: string,
  options: { details?: Record<string, unknown>; cause?: unknown } = {},
): TuneloopError {
  const code: ErrorCode = failure === 'disk-full' ? 'RESOURCE_EXHAUSTED' : 'STORE_FAILED';
  const cause = options.cause instanceof Error && failure === 'other' ? ` (${options.cause.message})` : '';
  return new TuneloopError(code, `The store ${path} ${advice[failure]}${cause}`, {
    details: { reason: failure, path, ...options.details },
    retryable: failure === 'locked',
    cause: options.cause,
  });
}

/** What SQLite threw, with what to do about it; errors of ours and of others stay as they are. */
export function explainSqliteError(error: unknown, path: string): unknown {
  if (TuneloopError.isInstance(error) || !(error instanceof Error)) return error;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (code === 'ERR_INVALID_STATE') return storeError('closed', path, { cause: error });
  if (code !== 'ERR_SQLITE_ERROR') return error;
  const failure = typeof errcode === 'number' ? failures[errcode & 0xff] : undefined;
  return storeError(failure ?? 'other', path, { cause: error });
}
