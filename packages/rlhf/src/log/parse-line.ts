import { logRecordSchema, type LogRecord } from '@tuneloop/protocol';

/** Why a line is not a record of ours. */
export type UnreadableReason = 'not JSON' | 'of a newer version' | 'not a record';

/** Reads one line of a log. */
export function parseLine(line: Buffer | string): LogRecord | UnreadableReason {
  let value: unknown;
  try {
    value = JSON.parse(line.toString());
  } catch {
    return 'not JSON';
  }
  const parsed = logRecordSchema.safeParse(value);
  // The value itself: fields that the schema does not know are kept.
  if (parsed.success) return value as LogRecord;
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  return typeof version === 'number' && version > 1 ? 'of a newer version' : 'not a record';
}
