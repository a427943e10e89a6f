import type { TuneloopError } from '@tuneloop/protocol';
import { errorTable, type WireErrorClass } from './error-table.ts';

/** An engine that died is started again; what it was answering is lost, and the next try finds the new one. */
const engineFailed: WireErrorClass = {
  status: 503,
  type: 'server_error',
  code: 'engine_failed',
  message: 'The engine failed on the way and is started again. Send the request again.',
};

const diskFull: WireErrorClass = {
  status: 507,
  type: 'server_error',
  code: 'disk_full',
  message: 'The disk of the server is full: what should have been stored was not. Make room on it and try again.',
};

const notWritable: WireErrorClass = {
  status: 503,
  type: 'server_error',
  code: 'storage_not_writable',
  message:
    "The server's data folder cannot be written: what should have been stored was not. Check its disk and permissions.",
};

/** Those that no code of its own has, for the documentation. */
export const finerFailures: readonly { row: WireErrorClass; meaning: string }[] = [
  { row: engineFailed, meaning: "`INTERNAL` that may be tried again: the engine's process died and is started again." },
  { row: diskFull, meaning: 'A disk is full, or a quota is used up.' },
  { row: notWritable, meaning: 'A disk is read-only, or permissions are missing.' },
];

/** What the system refused, or a store of ours says that it did. */
const bySystemError: Readonly<Record<string, WireErrorClass>> = {
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  disk: diskFull,
  'disk-full': diskFull,
  EROFS: notWritable,
  'read-only': notWritable,
  EMFILE: errorTable.RESOURCE_EXHAUSTED,
  ENFILE: errorTable.RESOURCE_EXHAUSTED,
};

/** Codes that say nothing better than the system's own. */
const vague: ReadonlySet<string> = new Set(['INTERNAL', 'RESOURCE_EXHAUSTED', 'STORE_FAILED']);

/** The row of an error's code, or that of a failure which HTTP tells apart more finely. */
export function failureClass(error: TuneloopError): WireErrorClass {
  return finerClass(error) ?? errorTable[error.code];
}

/** Nothing where the row of the code says it all. */
export function finerClass({ code, retryable, details, cause }: TuneloopError): WireErrorClass | undefined {
  if (code === 'INTERNAL' && retryable) return engineFailed;
  if (!vague.has(code)) return undefined;
  const system = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return bySystemError[String(details['reason'])] ?? bySystemError[String(system)];
}
