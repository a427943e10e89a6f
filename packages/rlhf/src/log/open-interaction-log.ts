import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import type { InteractionLogOptions } from './interaction-log-options.ts';
import { LocalInteractionLog } from './local-interaction-log.ts';
import type { OpenInteractionLog } from './open-log.ts';

/**
 * Opens the log in a folder, for this process and others at the same time: each writes files of its own. The files are
 * JSONL, one `LogRecord` a line, and are the truth; everything else is read from them.
 *
 * Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED`, `INVALID_REQUEST` (options).
 */
export function openInteractionLog(options: InteractionLogOptions): OpenInteractionLog {
  if (options.folder === '')
    throw new TuneloopError('INVALID_REQUEST', 'openInteractionLog: folder must not be empty.');
  checkWhole('maxFileBytes', options.maxFileBytes, Number.MAX_SAFE_INTEGER);
  checkWhole('compactAfterMs', options.compactAfterMs, longestTimerMs);
  return new LocalInteractionLog({ ...options, index: options.index ?? join(options.folder, 'index.sqlite') });
}

const longestTimerMs = 2 ** 31 - 1;

function checkWhole(name: string, value: number | undefined, most: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 1 && value <= most)) return;
  const message = `openInteractionLog: ${name} must be a whole number from 1 to ${most}, not ${value}.`;
  throw new TuneloopError('INVALID_REQUEST', message);
}
